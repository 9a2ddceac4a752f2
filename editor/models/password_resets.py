"""Who asked for a new password and waits for the e-mail with the link."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class PasswordResetAsk(models.Model):
    """A link that is to be sent: ``waiting → sent``, or left behind once it is too old.

    The page answers before anything is sent, so that the time it takes tells nobody whether
    there is such an account.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, help_text="when it is tried next")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "due_at"], name="password_reset_due")]

    def __str__(self) -> str:
        return f"A new password for {self.person}"
