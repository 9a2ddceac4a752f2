"""What an upload's first bytes say it is, and the Pillow plugin that may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import AvifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from PIL.ImageFile import ImageFile


@dataclass(frozen=True)
class Format:
    """A picture format that is taken in."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    open: Callable[..., ImageFile]
    begins: Callable[[bytes], bool]


def _is_tiff(head: bytes) -> bool:
    return head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}


# The plugins are called directly: Image.open would try every format it knows, and would warn
# about large pictures from a global setting before our own limit can answer in our words.
FORMATS: dict[str, Format] = {
    "PNG": Format(
        "PNG",
        "image/png",
        (".png",),
        PngImagePlugin.PngImageFile,
        lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    ),
    "JPEG": Format(
        "JPEG",
        "image/jpeg",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        JpegImagePlugin.JpegImageFile,
        lambda head: head.startswith(b"\xff\xd8\xff"),
    ),
    "WebP": Format(
        "WebP",
        "image/webp",
        (".webp",),
        WebPImagePlugin.WebPImageFile,
        lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    ),
    "TIFF": Format(
        "TIFF", "image/tiff", (".tif", ".tiff"), TiffImagePlugin.TiffImageFile, _is_tiff
    ),
    "AVIF": Format(
        "AVIF",
        "image/avif",
        (".avif",),
        AvifImagePlugin.AvifImageFile,
        lambda head: head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"},
    ),
}

ACCEPTED = ", ".join(list(FORMATS)[:-1]) + f" or {list(FORMATS)[-1]}"

_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a Linux program"),
    (0, b"\xcf\xfa\xed\xfe", "a macOS program"),
    (0, b"\xca\xfe\xba\xbe", "a macOS or Java program"),
    (0, b"#!", "a script"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"%PDF", "a PDF document"),
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"\xff\x0a", "a JPEG XL"),
    (4, b"JXL ", "a JPEG XL"),
    (4, b"jP  ", "a JPEG 2000"),
    (4, b"ftyphei", "a HEIC photo"),
    (4, b"ftyphev", "a HEIC photo"),
    (4, b"ftypmif1", "a HEIF photo"),
    (4, b"ftyp", "a video"),
    (0, b"\x1aE\xdf\xa3", "a video"),
)


def format_of(data: bytes) -> Format | None:
    """Return the accepted format that ``data`` begins like, or None."""
    head = data[:16]
    return next((known for known in FORMATS.values() if known.begins(head)), None)


def description_of(data: bytes) -> str:
    """Say in words what bytes that are no accepted picture look like."""
    for offset, signature, words in _OTHERS:
        if data[offset : offset + len(signature)] == signature:
            return words
    start = data[:512].lstrip().lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        return "a web page or a drawing (SVG)"
    if start and all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start):
        return "a text file"
    return "no known kind of file"
