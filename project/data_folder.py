"""The studio's data folder: made, writable, with room in it, and used by one studio at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

LEAST_FREE = 1_000_000_000
"""Bytes; below this a few renders fill the disk."""


class StudioError(Exception):
    """The studio cannot start; the text is one line that says what to do."""


def prepare(folder: Path, least_free: int = LEAST_FREE) -> None:
    """Make the folder; raise StudioError when it cannot be written or has too little room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(
            f"The data folder {folder} cannot be made ({error.strerror}): "
            "set IMPRIMATUR_DATA_DIR to a folder that can."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StudioError(
            f"The data folder {folder} cannot be written by this user: "
            "change its owner, or set IMPRIMATUR_DATA_DIR to another."
        )
    free = shutil.disk_usage(folder).free
    if free < least_free:
        raise StudioError(
            f"Only {free / 1e6:.0f} MB are free at {folder} and the studio needs "
            f"{least_free / 1e6:.0f} MB: make room, or set IMPRIMATUR_DATA_DIR to another disk."
        )


class Claim:
    """Holds the data folder for this process until it ends, however it ends."""

    def __init__(self, folder: Path, address: str) -> None:
        self.file = (folder / "studio.lock").open("a+")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.seek(0)
            holder = self.file.read().strip() or "another studio"
            self.file.close()
            raise StudioError(
                f"The data folder {folder} is in use by {holder}: open that one, end it, "
                "or set IMPRIMATUR_DATA_DIR to another folder."
            ) from None
        self.file.truncate(0)
        self.file.write(f"the studio at {address} (process {os.getpid()})\n")
        self.file.flush()

    def release(self) -> None:
        """Let another studio have the folder."""
        self.file.close()
