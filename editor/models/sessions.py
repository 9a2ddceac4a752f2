"""The browsers that people are signed in with."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone


class BrowserSession(models.Model):
    """What a person is shown of one of their sessions; it ends with Django's own row, and ends it.

    ``seen_at`` is written every few minutes at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browser_sessions"
    )
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="browser")
    browser = models.CharField(max_length=60, help_text="in plain words")
    address = models.CharField(max_length=45, help_text="where it was last seen")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.browser}, {self.address}"
