"""The one way into the ledger: the next entry, in the transaction of what it tells."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from editor.ledger.chain import Point
from editor.ledger.entry import Entry, canonical, hash_of, seal_of
from editor.ledger.keys import LedgerKey
from editor.ledger.kinds import KINDS
from editor.ledger.settings import configured_key
from editor.models import LedgerEntry, Project
from jobs.models import Stream
from jobs.stages.contract import Frozen


def append(*, by: User | None, project: Project | None, subject: str, body: Frozen) -> LedgerEntry:
    """Add the next entry; call it inside the decision's transaction, as its last write.

    ``by`` is None where nobody decided but the studio itself; ``subject`` names what it was
    about, such as ``proof:<id>``. Entries are numbered in the order of their commits: on
    PostgreSQL the ledger stays locked until the transaction ends, so a transaction that then
    waits for another's rows could wait for ever. The project's stream, which most decisions
    are told on, is locked here first, as ``jobs.leases.locked`` does.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("append() tells of a decision: call it inside its transaction.")
    if project is not None:
        Stream.objects.select_for_update().filter(name=project.stream).first()
    lock(connection)
    entry = following(
        tip(),
        configured_key(),
        at=moment(datetime.now(UTC)),
        kind=KINDS[type(body)],
        actor_id=None if by is None else by.pk,
        actor="" if by is None else by.get_username(),
        project="" if project is None else str(project.pk),
        subject=subject,
        body=canonical(body.model_dump(mode="json")),
    )
    return LedgerEntry.objects.create(**entry._asdict())


def following(
    before: Point,
    key: LedgerKey,
    *,
    at: str,
    kind: str,
    actor_id: int | None,
    actor: str,
    project: str,
    subject: str,
    body: str,
) -> Entry:
    """The entry that comes after a point of the chain, hashed and sealed."""
    unhashed = Entry(
        number=before.number + 1,
        at=at,
        kind=kind,
        actor_id=actor_id,
        actor=actor,
        project=project,
        subject=subject,
        body=body,
        previous=before.hash,
        hash="",
        seal="",
    )
    digest = hash_of(unhashed)
    return unhashed._replace(hash=digest, seal=seal_of(key.seal_key, digest))


def tip() -> Point:
    """Where the ledger ends now."""
    last = LedgerEntry.objects.order_by("-number").values_list("number", "hash").first()
    return Point() if last is None else Point(*last)


def moment(at: datetime) -> str:
    """A UTC time in the form that entries and heads hold."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def lock(connection: BaseDatabaseWrapper) -> None:
    """Let no other transaction append until this one ends; reading goes on.

    SQLite has one writer at a time, and a transaction here is one from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LedgerEntry._meta.db_table} IN EXCLUSIVE MODE")
