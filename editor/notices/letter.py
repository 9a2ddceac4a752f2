"""The e-mail that carries a person's notices: plain text, and no picture that is not public."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from editor.models import Notice, NoticeMail
from editor.notices.links import signed
from editor.public_address import absolute, page_address

SUBJECT_LENGTH = 150
DETAIL_LENGTH = 1000
MOST = 50
"""Notices that one e-mail spells out; of more it gives the number."""


def letter(mail: NoticeMail, notices: Sequence[Notice]) -> EmailMessage:
    """The message, with a link to each place and one that stops e-mail (RFC 2369, RFC 8058)."""
    stop = page_address("notice-stop", signed(mail.person))
    parts = [_told(notice) for notice in notices[:MOST]]
    if len(notices) > MOST:
        parts.append(f"And {len(notices) - MOST} more.")
    parts.append(
        f"Everything you were told: {page_address('notices')}\n"
        f"Choose what is sent to you: {page_address('account')}#e-mail\n"
        f"Stop all of it: {stop}"
    )
    headers = {
        # The same at every try, so that a mailbox can drop a twin.
        "Message-ID": f"<{mail.id.hex}@{_host()}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return EmailMessage(
        _subject(notices), "\n\n".join(parts) + "\n", None, [mail.person.email], headers=headers
    )


def _subject(notices: Sequence[Notice]) -> str:
    first = notices[0].words if len(notices) == 1 else f"{len(notices)} notices from Imprimatur"
    line = " ".join(first.split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"


def _told(notice: Notice) -> str:
    detail = notice.detail.strip()
    if len(detail) > DETAIL_LENGTH:
        detail = detail[: DETAIL_LENGTH - 1] + "…"
    quoted = "".join(f"  {line}\n" for line in detail.splitlines())
    return (
        f"{notice.words} ({' '.join(notice.project.name.split())})\n{quoted}{absolute(notice.page)}"
    )


def _host() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "imprimatur"
