"""Where tests write: into memory where there is room, since thousands of files come and go."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30
"""Bytes that have to be free: a whole run keeps about one."""
PREFIX = "im-"
"""Short: the path of a socket may have 107 characters, and tests' own folders lie below."""


def prepare() -> Path:
    """Make a folder for this run and send everything there that asks for a temporary one.

    The processes of the run, and those that tests start, inherit it.
    """
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and _free(MEMORY) >= ENOUGH
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if roomy else None)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    return Path(folder)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
