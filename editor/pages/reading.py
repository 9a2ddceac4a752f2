"""Has the libraries that read prompts loaded in a thread of its own, so that no page waits for it.

The first look at a checkpoint costs a server process seconds, in which it would answer nobody.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache
from threading import Thread

from jobs.stages.contract import StageError
from jobs.stages.generator import conditioning
from jobs.stages.generator.params import ExploreParams
from jobs.weights import process_weights

STAND_IN = "-"
"""What is read when nobody has written a prompt: the models are the same for any."""


def is_ready() -> bool:
    """Whether a prompt is read at once; the first who asks has everything loaded meanwhile."""
    return not _reader().is_alive()


def wait() -> None:
    """Return once everything is loaded."""
    _reader().join()


@lru_cache(maxsize=1)
def _reader() -> Thread:
    reader = Thread(target=_read, name="reading", daemon=True)
    reader.start()
    return reader


def _read() -> None:
    # What is wrong with the checkpoint is told to whoever asks for its conditioning.
    with contextlib.suppress(StageError):
        conditioning.plan(ExploreParams(prompt=STAND_IN), process_weights())
