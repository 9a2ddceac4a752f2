"""What a person is told: notices on their page, gathered into e-mail, and what they want sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from editor.models.projects import Project


class NoticeMail(models.Model):
    """One e-mail to one person, for the notices of a short time.

    ``waiting → sending → sent | needless | waiting | given_up``; each arrow is a compare-and-set.
    Notices join it until it is first tried, and a person has one such at most. It is needless
    when all of it was read before it left.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        NEEDLESS = "needless", "Needless"
        GIVEN_UP = "given_up", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_mails"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="sending: when its sender counts as lost")
    claim = models.UUIDField(null=True, blank=True, help_text="whoever sends it now")
    fault = models.TextField(blank=True, help_text="why the last try failed")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["status", "due_at"], name="notice_mail_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status="waiting", tries=0),
                name="notice_mail_gathers_once_a_person",
            ),
            models.CheckConstraint(
                name="notice_mail_sent_by_one",
                condition=Q(status="sending", claim__isnull=False)
                | ~Q(status="sending") & Q(claim__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_mail_ended_at_some_time",
                condition=Q(status__in=["sent", "needless", "given_up"], ended_at__isnull=False)
                | Q(status__in=["waiting", "sending"], ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} e-mail to {self.person}"


class Notice(models.Model):
    """One thing that one person is told of, written in the transaction of what it tells.

    ``unread → read``. Its number grows within what a person is told.
    """

    class Kind(models.TextChoices):
        REVIEW_WAITS = "review.waits", "A proof waits for your review, or came back to you"
        REVIEW_DECIDED = "review.decided", "Your proof was approved, rejected or sent back"
        THREAD_ANSWERED = "thread.answered", "Somebody wrote about your proof, or in your thread"
        GATE_FAILED = "gate.failed", "The gate failed your render"
        JOB_FAILED = "job.failed", "Your render or exploration failed"
        PUBLISHED = "publication.done", "What you made or reviewed was published, or could not be"
        WITHDRAWN = "publication.withdrawn", "What you made or reviewed was withdrawn"
        WEBHOOK_OFF = "webhook.off", "A webhook of a project you lead was switched off"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind)
    words = models.CharField(max_length=600, help_text="a sentence, with names as they were then")
    detail = models.TextField(blank=True, help_text="a reason or an error, in its own words")
    page = models.CharField(max_length=300, help_text="the path of the page that it leads to")
    mail = models.ForeignKey(
        NoticeMail, on_delete=models.SET_NULL, related_name="notices", null=True, blank=True
    )
    added_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_by_person"),
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(name="notice_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="notice_leads_within_the_studio",
                condition=Q(page__startswith="/") & ~Q(page__startswith="//"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.words}"


class MailChoice(models.Model):
    """What a person wants by e-mail; whoever chose nothing gets everything."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice"
    )
    on = models.BooleanField(default=True)
    left_out = models.JSONField(default=list, help_text="the kinds of notices that are not sent")

    def __str__(self) -> str:
        return f"{self.person} gets {'e-mail' if self.on else 'no e-mail'}"
