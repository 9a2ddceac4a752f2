"""Opens an archive that anyone may have made, and trusts nothing that its directory says."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from pydantic import ValidationError

from jobs.stages.contract import Frozen

Value = TypeVar("Value", bound=Frozen)

NAME = re.compile(r"(?:[a-z]+/)?[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
"""A folder at most, and nothing that could lead out of one."""
MOST_MEMBERS = 20_000
MOST_BYTES = 64 * 2**30
"""Unpacked, of everything."""
MOST_TEXT = 256 * 2**20
"""Of a member that is read whole."""
MOST_PACKED = 200
"""Times its size that a member of a MiB or more may unpack to; text packs to a tenth."""
PIECE = 2**20
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1


class DoesNotHold(Exception):
    """Something in an archive is not as it has to be; the text names the place first."""

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place}: {words}")
        self.place = place


@dataclass(frozen=True)
class Read:
    """What reading a member to its end gave."""

    sha256: str
    byte_size: int


class Archive:
    """An open ZIP whose directory was looked over; ``close`` it, or use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        """Raises ``DoesNotHold`` for what is no ZIP, or one that no studio writes."""
        try:
            self._zipped = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise DoesNotHold(
                str(path.name),
                f"this is no whole ZIP file ({error}): it was cut off, or is something else",
            ) from error
        try:
            self._members = _looked_over(self._zipped.infolist(), path.stat().st_size)
        except DoesNotHold:
            self._zipped.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zipped.close()

    @property
    def names(self) -> frozenset[str]:
        """The members."""
        return frozenset(self._members)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member's bytes, a piece at a time."""
        left = self._member(name).file_size
        try:
            with self._zipped.open(self._member(name)) as file:
                while piece := file.read(PIECE):
                    left -= len(piece)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise DoesNotHold(name, f"it cannot be unpacked ({error})") from error
        if left:
            raise DoesNotHold(name, "it does not have the size that the ZIP says")

    def lines(self, name: str) -> Iterator[str]:
        """A member's lines as text; raises ``DoesNotHold`` where it is no ASCII."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > MOST_TEXT:
                raise DoesNotHold(name, "a line of it has no end")
            yield from (_text(name, line + b"\n") for line in whole)
        if rest:
            yield _text(name, rest)

    def read(self, name: str) -> bytes:
        """A member whole; raises ``DoesNotHold`` where it is larger than any studio writes."""
        if self._member(name).file_size > MOST_TEXT:
            raise DoesNotHold(name, f"it is larger than {MOST_TEXT // 2**20} MiB")
        whole = io.BytesIO()
        for piece in self.pieces(name):
            whole.write(piece)
        return whole.getvalue()

    def parsed(self, name: str, form: type[Value]) -> Value:
        """A JSON member in its form; raises ``DoesNotHold`` with the field that does not fit."""
        try:
            return form.model_validate_json(self.read(name))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "the whole"
            raise DoesNotHold(
                name, f"it is not in the form it has to be ({where}: {first['msg']})"
            ) from None

    def digested(self, name: str) -> Read:
        """A member's SHA-256 and size, in constant memory."""
        digest, size = hashlib.sha256(), 0
        for piece in self.pieces(name):
            digest.update(piece)
            size += len(piece)
        return Read(digest.hexdigest(), size)

    def _member(self, name: str) -> zipfile.ZipInfo:
        if name not in self._members:
            raise DoesNotHold(name, "it is missing from the archive")
        return self._members[name]


def _looked_over(infos: list[zipfile.ZipInfo], file_size: int) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MOST_MEMBERS:
        raise DoesNotHold("the ZIP", f"it has more than {MOST_MEMBERS} members")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        place = repr(info.filename[:120])
        if not NAME.fullmatch(info.filename) or ".." in info.filename:
            raise DoesNotHold(place, "no archive has a member of this name")
        if info.filename in found:
            raise DoesNotHold(place, "two members have this name")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DoesNotHold(place, "it is a link, where bytes belong")
        if info.flag_bits & ENCRYPTED or info.compress_type not in PACKINGS:
            raise DoesNotHold(place, "it is encrypted, or packed in a way that no archive is")
        if info.file_size > PIECE and info.file_size > MOST_PACKED * info.compress_size:
            raise DoesNotHold(place, f"it unpacks to more than {MOST_PACKED} times its size")
        found[info.filename] = info
    if sum(info.compress_size for info in infos) > file_size:
        raise DoesNotHold("the ZIP", "its members lie over each other")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise DoesNotHold("the ZIP", f"it unpacks to more than {MOST_BYTES // 2**30} GiB")
    return found


def _text(name: str, line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError:
        raise DoesNotHold(name, "it holds what is no ASCII") from None
