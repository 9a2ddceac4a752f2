"""Who reads everything in the studio and changes nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Auditor(models.Model):
    """A person who sees every project, the audit and the ledger.

    Being one takes the place of any role they have in a project: whoever audits the work has no
    hand in it.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="auditor"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person} audits the studio"
