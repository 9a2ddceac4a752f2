"""The one door to diffusers and transformers, which only one thread may load from at a time.

Both put another module in their place while they are imported, and so do the packages within
them: one whose classes are imported when they are asked for. An import statement of CPython 3.11
takes the module from ``sys.modules`` first and waits for its end then, so that a second thread
that arrives in between is given the module of before, which has no classes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ONE_THREAD = threading.RLock()


@contextmanager
def alone() -> Iterator[None]:
    """No other thread loads from the two libraries meanwhile; for what imports as it goes.

    Nothing in here may ask for ``Weights.once``: whoever holds that waits for this.
    """
    with _ONE_THREAD:
        yield


def from_diffusers(name: str) -> Any:
    """A class of diffusers; raises AttributeError where this version has none of that name."""
    with alone():
        import diffusers

        return getattr(diffusers, name)


def from_transformers(name: str) -> Any:
    """A class of transformers; raises AttributeError where this version has none of that name."""
    with alone():
        import transformers

        return getattr(transformers, name)


def silence() -> None:
    """Show no progress bars and no hints about stand-in classes; what matters is raised."""
    with alone():
        from diffusers.utils import logging as diffusers_logging
        from transformers.utils import logging as transformers_logging

        for told in (diffusers_logging, transformers_logging):
            told.disable_progress_bar()
            told.set_verbosity_error()
