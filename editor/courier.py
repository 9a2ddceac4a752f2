"""Carries what is due to the outside, in threads that the steward begins and never waits for."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import DatabaseError, connection
from django.utils import timezone

from editor import reset_mail
from editor.notices import mailing
from editor.webhooks import sending

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Receivers that are waited for side by side; a slow one holds up itself alone."""


class Round:
    """What one thread carries; a round that is under way is not begun a second time."""

    def __init__(self, carry: Callable[[], None]) -> None:
        self.carry = carry
        self._one = threading.Lock()

    def set_out(self) -> None:
        """Begin unless it is under way."""
        threading.Thread(target=self._go, name="courier", daemon=True).start()

    def _go(self) -> None:
        if not self._one.acquire(blocking=False):
            return
        try:
            self.carry()
        except DatabaseError:
            logger.exception("The database is away; the courier tries again.")
        finally:
            connection.close()
            self._one.release()


def carry_messages() -> None:
    """Deliver every webhook's messages that are due, one of each webhook at a time."""
    sending.take_back_lost(timezone.now())
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier") as pool:
        while waiting := sending.due(timezone.now()):
            list(pool.map(_deliver, waiting))


def carry_mail() -> None:
    """Send letters with new passwords' links, then notices that are due.

    After one that was not taken the others wait for a round.
    """
    reset_mail.send_resets()
    mailing.take_back_lost(timezone.now())
    for mail_id in mailing.due(timezone.now()):
        if not mailing.deliver(mail_id):
            return


ROUNDS = (Round(carry_messages), Round(carry_mail))
"""Apart, so that a mail server that does not answer keeps no webhook waiting."""


def set_out() -> None:
    """Begin what is not under way; a chore of the steward."""
    for one in ROUNDS:
        one.set_out()


def _deliver(message_id: uuid.UUID) -> None:
    try:
        sending.deliver(message_id)
    finally:
        connection.close()
