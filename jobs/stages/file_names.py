"""A name for people from whatever an upload was called: no paths, no tricks, not too long."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
LONGEST_SUFFIX = 12
LONGEST_IN_BYTES = 200
"""File systems stop at 255 bytes; downloads add a word of their own to the name."""

_FORBIDDEN = '<>:"|?*\\/'


def safe_name(name: str, fallback: str = "picture") -> str:
    """Return a display name of 1 to 120 characters that keeps the last extension.

    Folders are dropped, as are control characters and the invisible ones that reorder text
    (Unicode categories C*: a right-to-left override can make ``gpj.exe`` read ``exe.jpg``).
    """
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    visible = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", last))
    kept = "".join(
        "_" if c in _FORBIDDEN else c
        for c in visible
        if not unicodedata.category(c).startswith("C")
    )
    words = " ".join(kept.split()).lstrip(". ").rstrip(". ")
    suffix = PurePosixPath(words).suffix
    suffix = suffix if 1 < len(suffix) <= LONGEST_SUFFIX else ""
    stem = words.removesuffix(suffix).strip(". ") or fallback
    return _shorten(stem, LONGEST - len(suffix), LONGEST_IN_BYTES - len(suffix.encode())) + suffix


def _shorten(stem: str, characters: int, size: int) -> str:
    if len(stem) <= characters and len(stem.encode()) <= size:
        return stem
    kept = stem[: characters - 1]
    while len(kept.encode()) > size - len("…".encode()):
        kept = kept[:-1]
    return kept.rstrip(". ") + "…"
