"""What a person shows beside their password: codes of an app, or one of a list kept on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class SecondFactor(models.Model):
    """An authenticator app (TOTP, RFC 6238): ``begun → confirmed`` by a first code, or removed."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor"
    )
    secret = models.TextField(help_text="encrypted with a key from SECRET_KEY")
    begun_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(
        default=0, help_text="the time step of the last code taken: no code is taken twice"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(last_step__gt=0),
                name="second_factor_confirmed_by_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"The second factor of {self.person}"


class RecoveryCode(models.Model):
    """A code that works once when the app is lost; only its keyed digest is kept."""

    factor = models.ForeignKey(
        SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"A recovery code of {self.factor.person}"
