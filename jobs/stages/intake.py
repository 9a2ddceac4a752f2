"""The only way in for untrusted picture files: checked first, decoded once, normalised to sRGB."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile

from jobs.stages.contract import Picture, StageError
from jobs.stages.file_names import safe_name
from jobs.stages.intake_colour import READABLE, Notes, normalise, to_eight_bits
from jobs.stages.intake_formats import ACCEPTED, Format, description_of, format_of

_ORIENTATION = 0x0112
_GPS = 0x8825
_BITS_PER_SAMPLE = 258
_PNG_END = b"IEND\xaeB`\x82"

# Pillow reports oddities as warnings, and silencing them is process-wide: one file at a time.
# It also bounds memory to one decoded upload a process.
_one_at_a_time = threading.Lock()


class IntakeError(StageError):
    """An upload cannot be taken in; the text says what was found and what to do."""


@dataclass(frozen=True)
class Limits:
    """What an upload may be at most: the file's bytes, the picture's pixels, its longer side."""

    max_bytes: int
    max_pixels: int
    max_side: int = 32_000


@dataclass(frozen=True)
class Taken:
    """A picture taken in, upright and in sRGB; ``notes`` say what was changed on the way."""

    picture: Picture
    notes: tuple[str, ...]
    media_type: str
    safe_name: str


def take_in(data: bytes, name: str, limits: Limits) -> Taken:
    """Decode an upload, or raise ``IntakeError`` with one sentence for its owner.

    Only pixels come through: metadata, such as where a photo was taken, stays behind.
    """
    kind = _recognise(data, limits)
    _refuse_cut(data, kind)
    shown = safe_name(name)
    notes: Notes = []
    if not shown.lower().endswith(kind.suffixes):
        notes.append(f"The file is a {kind.name}, whatever its name says.")
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = _decode(data, kind, limits, notes)
    return Taken(picture, tuple(notes), kind.media_type, shown)


def _recognise(data: bytes, limits: Limits) -> Format:
    if not data:
        raise IntakeError(f"The file is empty: choose a {ACCEPTED} picture.")
    if len(data) > limits.max_bytes:
        raise IntakeError(
            f"The file has {_megabytes(len(data))} and at most {_megabytes(limits.max_bytes)} are"
            " taken: save it smaller, or ask for a larger limit."
        )
    kind = format_of(data)
    if kind is None:
        length = f"{len(data):,} byte{'s' if len(data) > 1 else ''}"
        raise IntakeError(
            f"The file ({length}) is {description_of(data)}, not a picture that can be used:"
            f" choose a {ACCEPTED}, or export it as one."
        )
    return kind


def _refuse_cut(data: bytes, kind: Format) -> None:
    """Pillow forgives a PNG its missing end; whoever sent half a file would not hear of it."""
    if kind.name == "PNG" and _PNG_END not in data:
        raise IntakeError(
            f"The PNG breaks off within its {len(data):,} bytes: upload the whole file again."
        )


def _decode(data: bytes, kind: Format, limits: Limits, notes: Notes) -> Picture:
    image = _open(data, kind)
    try:
        _check_header(image, kind, limits)
        orientation = _read_metadata(image, kind, notes)
        _load(image, data, kind)
        deep = _is_deep(image, data, kind)
        if deep:
            notes.append("16 bits a channel were reduced to 8.")
        picture = normalise(image, notes)
        # TIFF's plugin turns the picture upright itself, while loading.
        turned = 1 if kind.name == "TIFF" else orientation
        if deep and not image.info.get("icc_profile"):
            picture = _rounded(picture, data)
        return _upright(picture, turned)
    finally:
        image.close()


def _open(data: bytes, kind: Format) -> ImageFile:
    try:
        return kind.open(io.BytesIO(data))
    # Pillow's plugins raise whatever their parsing runs into, from struct.error to KeyError.
    except Exception as error:
        raise IntakeError(
            f"The {kind.name} breaks off or is damaged in its header, within its {len(data):,}"
            " bytes: upload the whole file again."
        ) from error


def _check_header(image: ImageFile, kind: Format, limits: Limits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise IntakeError(
            f"The picture claims {width:,} x {height:,} pixels and at most"
            f" {limits.max_pixels / 1e6:,.0f} million are taken: scale it down first."
        )
    if max(width, height) > limits.max_side or min(width, height) < 1:
        raise IntakeError(
            f"The picture claims {width:,} x {height:,} pixels and a side may have 1 to"
            f" {limits.max_side:,}: crop it or scale it down first."
        )
    if image.mode not in READABLE:
        raise IntakeError(
            f"The {kind.name} holds 32-bit numbers (mode {image.mode}): export it with 8 or 16"
            " bits a channel."
        )
    if getattr(image, "is_animated", False):
        raise IntakeError(
            f"The {kind.name} has more than one frame or page: export the one to use as a still"
            " picture."
        )


def _read_metadata(image: ImageFile, kind: Format, notes: Notes) -> int:
    """Return the EXIF orientation 1..8, and note a location that is left behind."""
    try:
        exif = image.getexif()
        located = bool(exif.get_ifd(_GPS))
        orientation = int(exif.get(_ORIENTATION, 1))
    # Metadata is written by every camera in its own way; none of it may lose a picture.
    except Exception:
        notes.append("The metadata (EXIF) could not be read: the picture was kept as it lies.")
        return 1
    if located:
        notes.append("The location in the metadata was left out.")
    if not 1 <= orientation <= 8:
        notes.append(f"The metadata's orientation, {orientation}, has no meaning and was ignored.")
        return 1
    if orientation > 1:
        notes.append("Turned upright, as the camera's orientation says.")
    return orientation


def _load(image: ImageFile, data: bytes, kind: Format) -> None:
    try:
        image.load()
    except MemoryError:
        raise
    # The decoders raise OSError, SyntaxError, EOFError, ValueError and struct.error alike.
    except Exception as error:
        raise IntakeError(
            f"The {kind.name} breaks off or is damaged within its {len(data):,} bytes"
            f" ({_place(image, error)}): upload the whole file again."
        ) from error


def _place(image: ImageFile, error: Exception) -> str:
    words = str(error).strip() or type(error).__name__
    return f"{image.size[0]} x {image.size[1]} pixels were announced; {words[:100]}"


def _is_deep(image: ImageFile, data: bytes, kind: Format) -> bool:
    """Whether the file holds 16 bits a channel, which Pillow has cut to 8 except for grey."""
    if kind.name == "PNG":
        return data[24] == 16
    if kind.name == "TIFF":
        tags = getattr(image, "tag_v2", {})
        return 16 in tags.get(_BITS_PER_SAMPLE, ())
    return False


def _rounded(picture: Picture, data: bytes) -> Picture:
    """Round 16-bit colours where Pillow has cut off their low byte (half a level too dark)."""
    deep = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if deep is None or deep.dtype != np.uint16 or deep.ndim != 3 or deep.shape[2] < 3:
        return picture
    colours = deep[..., 2::-1]
    # OpenCV ignores orientation and some photometric tags: only the same picture may refine.
    if not np.array_equal(colours >> 8, picture.pixels):
        return picture
    return Picture(to_eight_bits(colours), picture.alpha)


def _upright(picture: Picture, orientation: int) -> Picture:
    alpha = picture.alpha
    return Picture(
        _turned(picture.pixels, orientation),
        None if alpha is None else _turned(alpha, orientation),
    )


def _turned(array: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Apply an EXIF orientation: 5 to 8 are transposed, and each a flip of the rows or columns."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in {3, 4, 7, 8}:
        array = array[::-1]
    if orientation in {2, 3, 6, 7}:
        array = array[:, ::-1]
    return np.ascontiguousarray(array)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
