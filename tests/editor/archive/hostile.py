"""ZIP files that no studio writes."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.editor.archive.packing import Members, one_of, packed


def add(name: str, **more: Any) -> Callable[[Members, Path], None]:
    """With one more member."""

    def spoil(members: Members, path: Path) -> None:
        info = zipfile.ZipInfo(name)
        for key, value in more.items():
            setattr(info, key, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with zipfile.ZipFile(packed(members, path), "a") as zipped:
                zipped.writestr(info, b"x")

    return spoil


def leave_out(beginning: str) -> Callable[[Members, Path], None]:
    """Without the first member whose name begins so."""

    def spoil(members: Members, path: Path) -> None:
        del members[one_of(members, beginning)]
        packed(members, path)

    return spoil


def cut(members: Members, path: Path) -> None:
    """Cut off as a download is."""
    packed(members, path)
    path.write_bytes(path.read_bytes()[:-900])


def bomb(members: Members, path: Path) -> None:
    """A small member that unpacks to much."""
    packed({**members, "README.txt": bytes(2**22)}, path)


def said_larger(members: Members, path: Path) -> None:
    """A member that the directory says is larger than it is, within what is allowed."""
    packed(members, path)
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (2**16).to_bytes(4, "little")
    path.write_bytes(bytes(data))


def over_each_other(members: Members, path: Path) -> None:
    """Two members in the directory that share their bytes."""
    packed(members, path)
    data = path.read_bytes()
    size = int.from_bytes(data[18:22], "little")
    at = data.index(b"PK\x01\x02")
    grown = (size + len(data)).to_bytes(4, "little")
    path.write_bytes(data[: at + 20] + grown + data[at + 24 :])
