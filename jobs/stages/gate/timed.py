"""Runs one check beside the stage, so that one that hangs blocks the proof and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from jobs.stages.contract import Context

T = TypeVar("T")

_NAME = "gate check"
_LOOK_EVERY = 0.05
"""Seconds between two looks at whether the job was cancelled."""


class OutOfTime(Exception):
    """A check did not answer within its limit."""


@dataclass
class _Answer(Generic[T]):
    """What the thread leaves: a value or an error."""

    values: list[T] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)


def within(seconds: float, work: Callable[[Context], T], context: Context) -> T:
    """What ``work`` gives, or what it raises; ``OutOfTime`` after ``seconds``.

    A thread cannot be ended from outside. One that is out of time is told so at its next
    checkpoint and left behind as a daemon; its answer no longer counts. Raises what the context's
    ``stop`` gives when the job ends meanwhile.
    """
    deadline = time.monotonic() + seconds
    over = OutOfTime(f"no answer within {seconds:.0f} s")

    def stop() -> Exception | None:
        return context.stop() or (over if time.monotonic() > deadline else None)

    answer: _Answer[T] = _Answer()
    thread = threading.Thread(
        target=_run, args=(work, replace(context, stop=stop), answer), name=_NAME, daemon=True
    )
    thread.start()
    while thread.is_alive():
        thread.join(min(_LOOK_EVERY, max(0.0, deadline - time.monotonic())))
        if not thread.is_alive():
            break
        context.checkpoint()
        if time.monotonic() > deadline:
            raise over
    if answer.errors:
        raise answer.errors[0]
    return answer.values[0]


def _run(work: Callable[[Context], T], context: Context, answer: _Answer[T]) -> None:
    try:
        answer.values.append(work(context))
    # Whatever it is belongs to whoever waits for the answer.
    except BaseException as error:
        answer.errors.append(error)


def left_behind() -> int:
    """How many checks are still busy that nobody waits for."""
    return sum(thread.name == _NAME for thread in threading.enumerate())
