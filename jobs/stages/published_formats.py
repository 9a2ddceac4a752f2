"""The formats in which a picture leaves the house: encoded for print and web, and read back."""

from __future__ import annotations

import io
from typing import Any, Literal, get_args

import cv2
import numpy as np
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from pydantic import Field

from jobs.stages.contract import Params, Picture, StageError
from jobs.stages.intake_formats import FORMATS

FormatName = Literal["png", "jpeg", "webp", "avif"]
FORMAT_NAMES: tuple[FormatName, ...] = get_args(FormatName)
TITLES: dict[FormatName, str] = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP", "avif": "AVIF"}
SUFFIXES: dict[FormatName, str] = {"png": "png", "jpeg": "jpg", "webp": "webp", "avif": "avif"}
MEDIA_TYPES: dict[FormatName, str] = {name: f"image/{name}" for name in FORMAT_NAMES}
LARGEST_SIDE: dict[FormatName, int] = {
    "png": 65_500,
    "jpeg": 65_500,
    "webp": 16_383,
    "avif": 65_500,
}
"""Pixels: what the format's own header can hold, and for PNG and AVIF what JPEG can."""

_XMP_KEYWORD = "XML:com.adobe.xmp"
_DATE_OF_PROFILE = slice(24, 36)


class OutputFormat(Params):
    """A format, a size and a quality to publish in."""

    format: FormatName = Field(default="png", description="png, jpeg, webp or avif")
    longest_side: int = Field(
        default=0, ge=0, le=65_500, description="pixels; 0 keeps the size, and none is enlarged"
    )
    quality: int = Field(
        default=90, ge=1, le=100, description="of JPEG, WebP and AVIF; PNG loses nothing"
    )


def keeps_pixels(picture_size: tuple[int, int], wanted: OutputFormat) -> bool:
    """Whether a picture of this width and height comes out bit for bit as it went in."""
    return wanted.format == "png" and fitted_size(picture_size, wanted) == picture_size


def fitted_size(size: tuple[int, int], wanted: OutputFormat) -> tuple[int, int]:
    """Width and height after scaling down to ``longest_side``, each at least 1."""
    longest = max(size)
    if not wanted.longest_side or wanted.longest_side >= longest:
        return size
    ratio = wanted.longest_side / longest
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def scaled(picture: Picture, wanted: OutputFormat) -> Picture:
    """The picture at the wanted size: area averages, colours weighted by their opacity."""
    size = fitted_size(picture.size, wanted)
    if size == picture.size:
        return picture
    if picture.alpha is None:
        return Picture(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    opacity = picture.alpha.astype(np.float32)[:, :, None] / 255.0
    premultiplied = cv2.resize(picture.pixels * opacity, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(opacity, size, interpolation=cv2.INTER_AREA)
    colours = premultiplied / np.maximum(alpha, 1e-6)[:, :, None]
    pixels = np.clip(np.rint(colours), 0, 255).astype(np.uint8)
    return Picture(pixels, np.rint(alpha * 255.0).astype(np.uint8))


def encode(picture: Picture, wanted: OutputFormat, xmp: bytes = b"") -> bytes:
    """The file's bytes at the wanted size, in sRGB with its profile, and with an XMP packet.

    The packet changes no pixel. Raises ``StageError`` where the format cannot hold the picture.
    """
    _refuse(picture, wanted)
    shown = scaled(picture, wanted)
    planes = shown.pixels if shown.alpha is None else np.dstack([shown.pixels, shown.alpha])
    buffer = io.BytesIO()
    Image.fromarray(planes).save(buffer, wanted.format.upper(), **_options(wanted, xmp))
    return buffer.getvalue()


def decode(data: bytes, name: FormatName) -> Picture:
    """The pixels that ``encode`` wrote; raises ``StageError`` for bytes of another kind."""
    try:
        with FORMATS[TITLES[name]].open(io.BytesIO(data)) as image:
            image.load()
            alpha = image.mode == "RGBA"
            planes = np.asarray(image.convert("RGBA" if alpha else "RGB"))
    # Pillow's plugins raise whatever their parsing runs into, from struct.error to KeyError.
    except Exception as error:
        raise StageError(f"These {len(data)} bytes are not a whole {TITLES[name]}.") from error
    if not alpha:
        return Picture(np.ascontiguousarray(planes))
    return Picture(np.ascontiguousarray(planes[..., :3]), np.ascontiguousarray(planes[..., 3]))


def same_pixels(one: Picture, other: Picture) -> bool:
    """Whether two pictures agree bit for bit, their transparency too."""
    if one.alpha is None or other.alpha is None:
        alike = one.alpha is None and other.alpha is None
    else:
        alike = np.array_equal(one.alpha, other.alpha)
    return alike and np.array_equal(one.pixels, other.pixels)


def _refuse(picture: Picture, wanted: OutputFormat) -> None:
    name = TITLES[wanted.format]
    if wanted.format == "jpeg" and picture.alpha is not None:
        raise StageError(
            "A JPEG cannot hold this picture's transparency: publish it as PNG, WebP or AVIF."
        )
    longest = max(fitted_size(picture.size, wanted))
    if longest > LARGEST_SIDE[wanted.format]:
        raise StageError(
            f"A {name} holds at most {LARGEST_SIDE[wanted.format]} pixels a side and this picture "
            f"has {longest}: give a longest side, or another format."
        )


def _options(wanted: OutputFormat, xmp: bytes) -> dict[str, Any]:
    options: dict[str, Any] = {"icc_profile": _srgb_profile()}
    if wanted.format == "png":
        if xmp:
            packet = PngInfo()
            packet.add_itxt(_XMP_KEYWORD, xmp.decode())
            options["pnginfo"] = packet
        return options
    if xmp:
        options["xmp"] = xmp
    options["quality"] = wanted.quality
    if wanted.format == "jpeg":
        # Colour at full resolution: halved, saturated edges bleed into their neighbours.
        return options | {"subsampling": 0, "optimize": True}
    if wanted.format == "webp":
        return options | {"method": 4, "exact": True}
    return options | {"subsampling": "4:4:4", "max_threads": 1}


def _srgb_profile() -> bytes:
    """sRGB's ICC profile without the time it was made at, so that equal pixels give equal bytes."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATE_OF_PROFILE] = bytes(12)
    return bytes(made)
