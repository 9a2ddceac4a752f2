"""Heads in time: signed by the studio when they are due, after a check, and given out."""

from __future__ import annotations

import logging
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from editor.ledger.append import lock, moment, tip
from editor.ledger.chain import Point
from editor.ledger.checking import check_stored, first_head_from, newest_head
from editor.ledger.checks import remember
from editor.ledger.heads import Head, sign
from editor.ledger.keys import KeyFault
from editor.ledger.settings import configured_key
from editor.models import LedgerHead

logger = logging.getLogger(__name__)


class Refused(Exception):
    """No head was signed, because what it would vouch for is not intact; the text names it."""


def sign_when_due() -> None:
    """Sign a head when entries have stood for longer than the settings allow; for the steward.

    What goes wrong is logged as an error and tried again at the next call.
    """
    try:
        newest = newest_head()
        if newest is None or _is_due(newest, datetime.now(UTC)):
            newest = sign_head()
        if newest is not None:
            give_out(newest)
    except (Refused, KeyFault) as error:
        logger.error("The ledger's head was not signed: %s", error)
    except OSError:
        logger.exception("A signed head could not be written to %s.", settings.LEDGER_HEADS_FOLDER)


def sign_head() -> Head | None:
    """Sign the ledger's end, after checking every entry since the last head; None when empty.

    Raises ``Refused`` when that check finds a fault: a signature must never make one good.
    """
    head = _signed_end(newest_head(), remembered=True)
    if head is None:
        return None
    with transaction.atomic():
        lock(connection)
        # Another steward may have signed the same end meanwhile: then its head stands.
        if not LedgerHead.objects.filter(number=head.number).exists():
            LedgerHead.objects.create(**head.model_dump())
    return newest_head()


def head_covering(number: int) -> Head:
    """The first head that vouches for an entry: a stored one, or one that is signed for this.

    The latter is not stored, so that reading changes nothing. Raises ``Refused`` as
    ``sign_head`` does.
    """
    head = first_head_from(number) or _signed_end(newest_head())
    if head is None or head.number < number:
        raise Refused(f"the ledger ends before entry {number}")
    return head


def _signed_end(newest: Head | None, *, remembered: bool = False) -> Head | None:
    """A head of the ledger's end: the newest where it is that, else one signed after a check."""
    end = tip()
    if newest is not None and end == Point(newest.number, newest.hash):
        return newest
    report = check_stored(since=newest)
    if remembered:
        remember(report, whole=newest is None)
    if not report.is_intact:
        raise Refused(report.findings[0].words)
    if report.end.number == 0:
        return None
    return sign(
        configured_key(),
        number=report.end.number,
        hash=report.end.hash,
        at=moment(datetime.now(UTC)),
    )


def give_out(head: Head) -> None:
    """Write a head into the folder that keeps them outside, when one is set; once."""
    if not settings.LEDGER_HEADS_FOLDER:
        return
    folder = Path(settings.LEDGER_HEADS_FOLDER)
    target = folder / f"head-{head.number:012d}.json"
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".unfinished-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(head.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)


def _is_due(newest: Head, now: datetime) -> bool:
    age = (now - datetime.fromisoformat(newest.at)).total_seconds()
    return age >= settings.LEDGER_HEAD_SECONDS and tip().number != newest.number
