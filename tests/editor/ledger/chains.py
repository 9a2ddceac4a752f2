"""Ledgers to tamper with: entries in memory, and the same in the database."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from editor.ledger.append import following
from editor.ledger.chain import Point, Report, check
from editor.ledger.entry import Entry, hash_of
from editor.ledger.heads import Head, sign
from editor.ledger.keys import LedgerKey

KEY = LedgerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = LedgerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


def next_entry(before: Point, *, body: str = '{"name":"photo.png"}', key: LedgerKey = KEY) -> Entry:
    """One more entry."""
    number = before.number + 1
    return following(
        before,
        key,
        at=f"2026-11-26T03:{number // 60 % 60:02}:{number % 60:02}.000000Z",
        kind="candidate.added",
        actor_id=7,
        actor="ada",
        project="",
        subject=f"candidate:{number}",
        body=body,
    )


@lru_cache
def chain(count: int) -> tuple[Entry, ...]:
    """A whole ledger."""
    made: list[Entry] = []
    for _ in range(count):
        made.append(next_entry(end(made)))
    return tuple(made)


def end(entries: list[Entry] | tuple[Entry, ...]) -> Point:
    """The point after the last entry."""
    return Point(entries[-1].number, entries[-1].hash) if entries else Point()


def head_at(entry: Entry, key: LedgerKey = KEY) -> Head:
    """A signed head of an entry."""
    return sign(key, number=entry.number, hash=entry.hash, at=entry.at)


def rehashed(entry: Entry) -> Entry:
    """The entry as somebody without the key would make it look whole again."""
    return entry._replace(hash=hash_of(entry))


def rewritten(entries: tuple[Entry, ...], place: int, body: str) -> list[Entry]:
    """The ledger with entry ``place`` changed and everything after it made to fit, unsealed."""
    made = list(entries[: place - 1])
    for entry in entries[place - 1 :]:
        text = body if entry.number == place else entry.body
        made.append(rehashed(entry._replace(body=text, previous=end(made).hash)))
    return made


def checked(entries: object, *, seals: bool = True, heads: tuple[Head, ...] = ()) -> Report:
    """The report on entries that should be KEY's."""
    return check(
        entries,
        heads=heads,
        public_key=KEY.public_key,
        seal_key=KEY.seal_key if seals else None,
    )
