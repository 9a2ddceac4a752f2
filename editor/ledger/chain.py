"""Checks a ledger entry by entry, in one pass and constant memory, and names what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from editor.ledger.entry import BEGINNING, Entry, hash_of, seal_of
from editor.ledger.heads import Head, is_signed_by

MOST_KEPT = 1000
"""Faults that a report keeps; further ones are counted."""


class Fault(StrEnum):
    """What can be wrong with a ledger."""

    ALTERED = "altered"
    UNLINKED = "unlinked"
    UNSEALED = "unsealed"
    MISSING = "missing"
    MISPLACED = "misplaced"
    REWRITTEN = "rewritten"
    CUT_OFF = "cut off"
    FORGED_HEAD = "forged head"


@dataclass(frozen=True)
class Finding:
    """A fault and its place: the entries from ``first`` to ``last``, both included."""

    fault: Fault
    first: int
    last: int
    words: str


@dataclass(frozen=True)
class Point:
    """A place in the chain: an entry's number and hash; number 0 is before the first."""

    number: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True)
class Report:
    """What a check found: ``end`` is the last entry that was read."""

    start: Point
    end: Point
    entries: int
    heads: int
    sealed: bool
    findings: tuple[Finding, ...]
    more: int

    @property
    def is_intact(self) -> bool:
        """True when nothing was found."""
        return not self.findings


def check(
    entries: Iterable[Entry],
    *,
    start: Point = Point(),
    heads: Sequence[Head] = (),
    public_key: str,
    seal_key: bytes | None = None,
) -> Report:
    """Check entries in the order of their numbers, from the one after ``start`` on.

    ``heads`` are the signed heads that were kept, of any time; those before ``start`` are
    beyond what is read and only their signatures are checked. Without ``seal_key`` the seals
    are not checked, and the report says so.
    """
    checker = _Checker(start, heads, public_key, seal_key)
    for entry in entries:
        checker.take(entry)
    return checker.report()


class _Checker:
    """The state of one pass."""

    def __init__(
        self, start: Point, heads: Sequence[Head], public_key: str, seal_key: bytes | None
    ) -> None:
        self.start = start
        self.before = start
        self.seal_key = seal_key
        self.entries = 0
        self.findings: list[Finding] = []
        self.more = 0
        self.heads = len(heads)
        self.agreed = start.number
        """The number up to which a head, or the start, agrees with what was read."""
        self._check_heads(heads, public_key)

    def _check_heads(self, heads: Sequence[Head], public_key: str) -> None:
        signed = []
        for head in heads:
            if is_signed_by(head, public_key):
                signed.append(head)
            else:
                self._found(
                    Fault.FORGED_HEAD,
                    head.number,
                    head.number,
                    f"the head at entry {head.number} of {head.at} is not signed by the key "
                    f"{public_key[:16]}…",
                )
        for one, other in pairwise(sorted(signed, key=lambda head: head.number)):
            if one.number == other.number and one.hash != other.hash:
                self._found(
                    Fault.REWRITTEN,
                    one.number,
                    one.number,
                    f"two signed heads name different entries {one.number}, of {one.at} and of "
                    f"{other.at}: the ledger was rewritten in between",
                )
        ahead = [head for head in signed if head.number >= self.start.number]
        self.ahead = sorted(ahead, key=lambda head: head.number, reverse=True)
        self._compare_heads(self.start.number, self.start.hash)

    def take(self, entry: Entry) -> None:
        """Check the next entry."""
        self.entries += 1
        number, before = entry.number, self.before
        if not isinstance(number, int) or number <= before.number:
            self._found(
                Fault.MISPLACED,
                before.number,
                before.number,
                f"after entry {before.number} stands one that is numbered {number!r}",
            )
            return
        if number > before.number + 1:
            self._missing(before.number + 1, number - 1)
        altered = not _is_itself(entry)
        if altered:
            self._found(
                Fault.ALTERED, number, number, f"entry {number} does not say what was hashed"
            )
        elif self.seal_key is not None and entry.seal != seal_of(self.seal_key, entry.hash):
            words = f"entry {number} does not bear the seal of the studio's key"
            self._found(Fault.UNSEALED, number, number, words)
        if number == before.number + 1 and entry.previous != before.hash and not altered:
            self._found(
                Fault.UNLINKED,
                before.number,
                number,
                f"entry {number} does not follow the entry {before.number} that stands before it",
            )
        self.before = Point(number, entry.hash)
        self._compare_heads(number, entry.hash)

    def report(self) -> Report:
        """What was found, after the last entry."""
        end = self.before
        if self.ahead:
            furthest = self.ahead[0]
            self._found(
                Fault.CUT_OFF,
                end.number + 1,
                furthest.number,
                f"the ledger ends at entry {end.number}, and the head of {furthest.at} names "
                f"entry {furthest.number}",
            )
        return Report(
            start=self.start,
            end=end,
            entries=self.entries,
            heads=self.heads,
            sealed=self.seal_key is not None,
            findings=tuple(self.findings),
            more=self.more,
        )

    def _compare_heads(self, number: int, digest: str) -> None:
        while self.ahead and self.ahead[-1].number <= number:
            head = self.ahead.pop()
            if head.number == number and head.hash == digest:
                self.agreed = number
            elif head.number == number:
                first = min(self.agreed + 1, number)
                self._found(
                    Fault.REWRITTEN,
                    first,
                    number,
                    f"entry {number} is not the one that was signed at {head.at}: something from "
                    f"entry {first} on was rewritten",
                )

    def _missing(self, first: int, last: int) -> None:
        gone = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        self._found(Fault.MISSING, first, last, f"{gone} missing")

    def _found(self, fault: Fault, first: int, last: int, words: str) -> None:
        if len(self.findings) < MOST_KEPT:
            self.findings.append(Finding(fault, first, last, words))
        else:
            self.more += 1


def _is_itself(entry: Entry) -> bool:
    try:
        return entry.hash == hash_of(entry)
    except (TypeError, ValueError):
        # A column holds what no entry can, such as bytes.
        return False
