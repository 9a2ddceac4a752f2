"""From any colour model, depth or profile that Pillow reads to 8-bit sRGB and an alpha plane."""

from __future__ import annotations

import io
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from jobs.stages.contract import Picture, Pixels, Plane

Notes = list[str]

_DIRECT = {"L", "RGB", "CMYK", "LAB"}
_TRANSPARENT = {"RGBA", "LA", "PA", "RGBa", "La"}
READABLE = _DIRECT | _TRANSPARENT | {"1", "P", "I;16", "I;16B", "I;16L", "YCbCr"}
"""Pillow modes that can be brought to 8-bit sRGB; the others hold 32-bit numbers."""


def to_eight_bits(values: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Scale 0..65535 to 0..255, rounded to the nearest: 257 = 65535 / 255."""
    return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)


def normalise(image: Image.Image, notes: Notes) -> Picture:
    """Return the loaded ``image`` as sRGB; ``notes`` gains a sentence for each change."""
    profile = image.info.get("icc_profile")
    plain, alpha = _without_alpha(image)
    if plain.mode == "CMYK" and not profile:
        notes.append("CMYK without a colour profile: colours were converted approximately.")
    return Picture(_to_srgb(plain, profile, notes), alpha)


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Plane | None]:
    """Split into a colour image (L, RGB, CMYK or LAB) and its alpha, None when opaque."""
    if image.mode.startswith("I;16"):
        image = Image.fromarray(to_eight_bits(np.asarray(image, dtype=np.uint16)))
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        alpha = np.array(with_alpha.getchannel("A"))
        return with_alpha.convert("RGB"), None if bool((alpha == 255).all()) else alpha
    if image.mode in _DIRECT:
        return image, None
    return image.convert("L" if image.mode == "1" else "RGB"), None


def _to_srgb(image: Image.Image, profile: bytes | None, notes: Notes) -> Pixels:
    if image.mode == "LAB":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    if profile:
        try:
            return _through(image, profile, notes)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
            notes.append(
                f"The colour profile could not be used ({_short(error)}):"
                " the picture was treated as sRGB."
            )
    return np.array(image.convert("RGB"))


def _through(image: Image.Image, profile: bytes, notes: Notes) -> Pixels:
    """Convert by the embedded profile, unless it gives sRGB's own colours anyway."""
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(
        opened,
        ImageCms.createProfile("sRGB"),
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if image.mode == "RGB" and _changes_nothing(transform):
        return np.array(image)
    converted = cast(Image.Image, ImageCms.applyTransform(image, transform))
    name = " ".join(ImageCms.getProfileDescription(opened).split())
    notes.append(f"Converted from {name or image.mode} to sRGB.")
    return np.array(converted)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether a lattice of colours comes back within one level: rounding would only add noise."""
    steps = np.linspace(0, 255, 16).round().astype(np.uint8)
    lattice = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(64, 64, 3)
    image = Image.fromarray(lattice)
    converted = np.array(cast(Image.Image, ImageCms.applyTransform(image, transform)))
    return int(np.abs(converted.astype(int) - lattice).max()) <= 1


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:80] if str(error).strip() else type(error).__name__
