"""The ledger's rows and the heads that were signed; neither is ever changed or deleted."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from editor.ledger.entry import COLUMNS, Entry


class LedgerEntry(models.Model):
    """Something that was decided, as it was hashed (``editor.ledger.entry.Entry``).

    No foreign keys: an entry must stand as it is whatever becomes of what it speaks of. Written
    by ``editor.ledger.append`` alone; ``editor.guards`` keeps it as it was written.
    """

    number = models.PositiveBigIntegerField(
        primary_key=True, help_text="counts from 1 without gaps"
    )
    at = models.CharField(max_length=27, db_index=True, help_text="UTC, ISO 8601")
    kind = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True, blank=True, help_text="the account's number")
    actor = models.CharField(
        max_length=150, blank=True, help_text="the name then; empty for the studio itself"
    )
    project = models.CharField(max_length=36, blank=True)
    subject = models.CharField(max_length=120, blank=True, help_text="such as proof:<id>")
    body = models.TextField(help_text="canonical JSON")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["kind", "-number"], name="ledger_by_kind"),
            models.Index(fields=["actor", "-number"], name="ledger_by_actor"),
            models.Index(fields=["project", "-number"], name="ledger_by_project"),
            models.Index(fields=["subject", "-number"], name="ledger_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.at)

    @property
    def entry(self) -> Entry:
        """The row as the value that is hashed."""
        return Entry(*(getattr(self, name) for name in COLUMNS))


class LedgerHead(models.Model):
    """A signed head (``editor.ledger.heads.Head``), as it was also given out to be kept."""

    number = models.PositiveBigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    at = models.CharField(max_length=27)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"head at {self.number}"


class LedgerCheck(models.Model):
    """That somebody, or the steward before it signed, checked the ledger, and what came of it.

    Only a memory: it proves nothing to whoever distrusts the database.
    """

    checked_at = models.DateTimeField(auto_now_add=True, db_index=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="null for the studio itself, and for its commands",
    )
    whole = models.BooleanField(help_text="every entry was read, and not only the newest")
    end = models.PositiveBigIntegerField(help_text="the last entry that was read")
    faults = models.PositiveIntegerField(default=0)
    first_fault = models.TextField(blank=True)

    class Meta:
        ordering = ["-checked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(faults=0, first_fault="") | Q(faults__gt=0) & ~Q(first_fault=""),
                name="ledger_check_names_its_fault",
            ),
        ]

    def __str__(self) -> str:
        return f"checked to {self.end}: {'intact' if self.is_intact else self.first_fault}"

    @property
    def is_intact(self) -> bool:
        """True when nothing was found."""
        return not self.faults
