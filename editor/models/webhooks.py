"""Webhooks of a project: who is told, each message to them, and each try to deliver it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from editor.models.projects import Project


class Webhook(models.Model):
    """An address that is told of a project's decisions.

    ``on ⇄ off``, by a lead, or to off by the studio after a day of failures (``off_reason``).
    Secrets are stored encrypted; the former one signs beside the new one until ``former_until``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(help_text="the kinds it is told of")
    secret = models.TextField(help_text="encrypted with a key from SECRET_KEY")
    former_secret = models.TextField(blank=True, help_text="as above")
    former_until = models.DateTimeField(null=True, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    off_reason = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True, blank=True, help_text="the first of a row")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "url"], name="webhook_once_a_project"),
            models.CheckConstraint(
                name="webhook_off_says_why",
                condition=Q(off_at__isnull=True, off_reason="")
                | Q(off_at__isnull=False) & ~Q(off_reason=""),
            ),
            models.CheckConstraint(
                name="webhook_former_secret_ends",
                condition=Q(former_secret="", former_until__isnull=True)
                | ~Q(former_secret="") & Q(former_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.url


class WebhookMessage(models.Model):
    """One message to one webhook, written in the transaction of what it tells.

    ``waiting → sending → delivered | waiting | given_up``, and ``delivered | given_up → waiting``
    when a person sends it again, under the same id. Each arrow is a compare-and-set.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        DELIVERED = "delivered", "Delivered"
        GIVEN_UP = "given_up", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=40)
    body = models.TextField(help_text="the JSON as it is signed and sent, to the byte")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="since it was last asked for")
    due_at = models.DateTimeField(help_text="sending: when its sender counts as lost")
    claim = models.UUIDField(null=True, blank=True, help_text="whoever sends it now")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["status", "due_at"], name="webhook_message_due")]
        constraints = [
            models.CheckConstraint(
                name="webhook_message_sent_by_one",
                condition=Q(status="sending", claim__isnull=False)
                | ~Q(status="sending") & Q(claim__isnull=True),
            ),
            models.CheckConstraint(
                name="webhook_message_ended_at_some_time",
                condition=Q(status__in=["delivered", "given_up"], ended_at__isnull=False)
                | Q(status__in=["waiting", "sending"], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"

    @property
    def message_id(self) -> str:
        """What ``webhook-id`` says: the same at every try, so that twins can be dropped."""
        return f"msg_{self.id.hex}"


class WebhookTry(models.Model):
    """One try to deliver a message, and what came of it."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    seconds = models.FloatField()
    code = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP status")
    answer = models.TextField(blank=True, help_text="the first kilobyte")
    fault = models.TextField(blank=True, help_text="why there was no answer")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="webhook_try_answered_or_not",
                condition=Q(code__isnull=False, fault="") | Q(code__isnull=True) & ~Q(fault=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.code or self.fault)
