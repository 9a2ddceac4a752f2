"""Who a person is to the provider that the studio takes sign-ins from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Identity(models.Model):
    """A person's subject at one issuer (OpenID Connect): it never changes, as e-mail does."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities"
    )
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="identity_belongs_to_one_person"
            ),
            models.UniqueConstraint(
                fields=["issuer", "person"], name="person_has_one_identity_at_an_issuer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.issuer}"
