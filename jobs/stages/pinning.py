"""What pins are made of: the version of a library, the digest of a weight file."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from jobs.stages.contract import Pin

# By their modules' own versions: OpenCV comes in more than one distribution.
OPENCV = Pin(role="library", id="opencv", version=cv2.__version__)
NUMPY = Pin(role="library", id="numpy", version=np.__version__)


@lru_cache(maxsize=64)
def version(distribution: str) -> str:
    """The installed version of a distribution; raises ``PackageNotFoundError`` without it."""
    return importlib.metadata.version(distribution)


def library(distribution: str) -> Pin:
    """The pin of a library."""
    return Pin(role="library", id=distribution, version=version(distribution))


def digest(path: Path) -> str:
    """SHA-256 of a weight file, read once as long as its time and size stay the same."""
    status = path.stat()
    return _digest(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, modified: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_digest(folder: Path, files: Iterable[Path] | None = None) -> str:
    """SHA-256 over the names and digests of a folder's files, or of those given, by name."""
    chosen = folder.rglob("*") if files is None else files
    total = hashlib.sha256()
    for path in sorted(chosen):
        if path.is_file():
            total.update(f"{path.relative_to(folder)}\n{digest(path)}\n".encode())
    return total.hexdigest()
