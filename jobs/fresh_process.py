"""A step run in a process of its own, which begins with nothing loaded and ends with the step."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

from jobs.hints import hint
from jobs.models import Step
from jobs.progress import group_of

logger = logging.getLogger(__name__)

MANAGE = Path(__file__).resolve().parents[1] / "manage.py"
PR_SET_PDEATHSIG = 1


def is_wanted(step_id: uuid.UUID) -> bool:
    """True for a replay's steps: what a worker holds from earlier steps must not matter."""
    return Step.objects.filter(id=step_id, job__replay_of__isnull=False).exists()


def run(step_id: uuid.UUID) -> None:
    """Run a step by ``manage.py run_step`` and wait for its end.

    The process claims the step by itself: when it is killed, its lease runs out as a worker's
    does. It ends when this one does, however that comes about.
    """
    command = [sys.executable, str(MANAGE), "run_step", str(step_id), "--parent", str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if code:
        logger.error("The process of step %s ended with %d.", step_id, code)
    stream = Step.objects.values_list("job__stream", flat=True).get(id=step_id)
    # The process may have ended before its own last hint was sent.
    hint(group_of(stream))


def end_with(parent: int) -> bool:
    """Ask the kernel to end this process when its parent ends; False when that is gone already.

    Elsewhere than on Linux there is no such promise.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getppid() == parent
