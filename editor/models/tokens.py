"""The keys that let a script act as a person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from editor.scopes import Scope


class ApiToken(models.Model):
    """A named key with scopes and an end; of the key itself only the SHA-256 is kept.

    ``in force → revoked`` by its person, or ``in force → expired`` by time; rows stay, so that a
    refused script can be told why, and its person when it was last used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=80)
    scopes = models.JSONField(help_text="names of scopes, in the order they are explained")
    prefix = models.CharField(max_length=12, help_text="how the key begins, to tell keys apart")
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="token_ends_later"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def user(self) -> User:
        """Whom the key acts as, under the name that Django REST framework asks for."""
        return self.person

    @property
    def state(self) -> str:
        """``in force``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "in force" if self.expires_at > timezone.now() else "expired"

    @property
    def in_force(self) -> bool:
        """Whether the key works now, as far as the token goes."""
        return self.state == "in force"

    def allows(self, scope: Scope) -> bool:
        """Whether the token may be used for this."""
        return scope.value in self.scopes
