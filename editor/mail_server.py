"""The mail server that is configured: hands it one message, or says why it did not take it."""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage


class NotTaken(Exception):
    """The server did not take a message: out of reach, it refused, or the message is malformed."""


def send(message: EmailMessage) -> None:
    """Hand a message over; raises ``NotTaken``. Its subject goes out on one line."""
    message.subject = " ".join(str(message.subject).split())
    try:
        message.send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from error
