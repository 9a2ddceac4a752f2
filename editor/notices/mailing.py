"""Sends what was gathered: claimed by one sender, tried for hours, given up with the reason."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from editor import mail_server
from editor.models import MailChoice, Notice, NoticeMail
from editor.notices.letter import letter
from editor.notices.writing import wants
from editor.own import notices_of

logger = logging.getLogger(__name__)

Status = NoticeMail.Status

WAITS = (60, 300, 1800, 7200, 21600)
"""Seconds after each failed try: the sixth comes about eight and a half hours after the first."""
LEASE = timedelta(seconds=120)
"""Several times what the server is waited for."""


def due(now: datetime) -> list[uuid.UUID]:
    """E-mails that are due, longest wait first; none while there is no server to send them by."""
    if not settings.EMAIL_CONFIGURED:
        return []
    rows = NoticeMail.objects.filter(status=Status.WAITING, due_at__lte=now)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:100])


def take_back_lost(now: datetime) -> int:
    """Let e-mails be sent again whose sender was lost; how many."""
    lost = NoticeMail.objects.filter(status=Status.SENDING, due_at__lt=now)
    return lost.update(status=Status.WAITING, claim=None, due_at=now)


def deliver(mail_id: uuid.UUID) -> bool:
    """Try an e-mail once if it is still due; False when the server did not take it."""
    now, claim = timezone.now(), uuid.uuid4()
    waiting = NoticeMail.objects.filter(pk=mail_id, status=Status.WAITING, due_at__lte=now)
    taken = waiting.update(
        status=Status.SENDING, claim=claim, tries=F("tries") + 1, due_at=now + LEASE
    )
    if taken != 1:
        return True
    mail = NoticeMail.objects.select_related("person").get(pk=mail_id)
    notices = left_to_say(mail)
    if not notices:
        _settle(mail, claim, Status.NEEDLESS)
        return True
    try:
        mail_server.send(letter(mail, notices))
    except mail_server.NotTaken as error:
        _failed(mail, claim, str(error))
        return False
    _settle(mail, claim, Status.SENT)
    return True


def left_to_say(mail: NoticeMail) -> list[Notice]:
    """What of it is unread, of projects that the person may still see, and wanted by e-mail."""
    person = mail.person
    if not person.is_active or not person.email:
        return []
    choice = MailChoice.objects.filter(person=person).first()
    rows = notices_of(person).filter(mail=mail, read_at__isnull=True).order_by("pk")
    return [notice for notice in rows if wants(choice, notice.kind)]


def _failed(mail: NoticeMail, claim: uuid.UUID, fault: str) -> None:
    logger.warning("The e-mail %s could not be sent: %s", mail.pk, fault)
    if mail.tries > len(WAITS):
        _settle(mail, claim, Status.GIVEN_UP, fault)
        return
    due_at = timezone.now() + timedelta(seconds=WAITS[mail.tries - 1])
    _held(mail, claim).update(status=Status.WAITING, claim=None, due_at=due_at, fault=fault)


def _settle(mail: NoticeMail, claim: uuid.UUID, status: Status, fault: str = "") -> None:
    now = timezone.now()
    _held(mail, claim).update(status=status, claim=None, ended_at=now, fault=fault)


def _held(mail: NoticeMail, claim: uuid.UUID) -> QuerySet[NoticeMail]:
    return NoticeMail.objects.filter(pk=mail.pk, status=Status.SENDING, claim=claim)
