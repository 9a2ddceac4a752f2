"""Sends the links for new passwords that were asked for; the courier calls it."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from editor import mail_server
from editor.models import PasswordResetAsk
from editor.reset_links import reset_link

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=2)
"""When a letter is tried again that was not sent, or whose sender was lost."""
GIVEN_UP_AFTER = timedelta(hours=1)


def send_resets() -> None:
    """Send each letter that is due; what fails is tried again for an hour."""
    now = timezone.now()
    waiting = PasswordResetAsk.objects.filter(
        sent_at=None, due_at__lte=now, asked_at__gt=now - GIVEN_UP_AFTER
    )
    for ask in waiting.select_related("person").order_by("due_at"):
        mine = PasswordResetAsk.objects.filter(pk=ask.pk, sent_at=None, due_at=ask.due_at)
        if mine.update(due_at=now + AGAIN_AFTER) == 1 and _sent(ask):
            PasswordResetAsk.objects.filter(pk=ask.pk).update(sent_at=timezone.now())


def _sent(ask: PasswordResetAsk) -> bool:
    person, hours = ask.person, settings.PASSWORD_RESET_TIMEOUT // 3600
    words = (
        f"Somebody asked for a new password for “{person.username}”.\n\n{reset_link(person)}\n\n"
        f"The link works once, for {hours} hours. If it was not you, do nothing: your password "
        "stays as it is.\n"
    )
    try:
        mail_server.send(EmailMessage("A new password for Imprimatur", words, to=[person.email]))
    except mail_server.NotTaken as error:
        log.warning("The link for a new password could not be sent: %s", error)
        return False
    return True
