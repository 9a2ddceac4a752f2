"""Imports a library without a package that it loads and that is never called here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Let ``import name`` give an empty module while the block runs; afterwards nothing is changed.

    A package that was loaded before stays what it is. Whatever the block loads keeps the empty
    module, so leave out only what it never calls.
    """
    empty = {name: ModuleType(name) for name in names if name not in sys.modules}
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name, module in empty.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
