"""The message that carries an invitation, where e-mail is configured."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage

from editor import mail_server
from editor.models import Invitation

log = logging.getLogger(__name__)


def send(invitation: Invitation, link: str) -> bool:
    """Send the link; False when there is nothing to send with, or it could not be sent."""
    if not settings.EMAIL_CONFIGURED:
        return False
    project, by = invitation.project, invitation.invited_by.username
    words = (
        f"{by} invites you to “{project.name}” as a {invitation.get_role_display().lower()}.\n\n"
        f"{link}\n\nThe link works once, until {invitation.expires_at:%-d %B %Y, %H:%M} UTC. "
        "If you did not expect this, do nothing.\n"
    )
    subject = f"Invitation to {project.name}"
    try:
        mail_server.send(EmailMessage(subject, words, to=[invitation.email]))
    except mail_server.NotTaken as error:
        log.warning("The invitation %s could not be sent: %s", invitation.pk, error)
        return False
    return True
