"""Jobs, their steps, the artifacts they make and the events they tell.

A job goes ``queued → running → done | failed | cancelled``; ``failed | cancelled → queued`` by
retry. A step goes ``waiting → queued → running → done | failed | cancelled``; ``running → queued``
when its lease ran out, ``failed | cancelled → waiting`` by retry. Every arrow is a
compare-and-set in ``jobs.leases`` or ``jobs.transitions``: whoever's UPDATE changes no row has
lost the race and stops.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Artifact(models.Model):
    """Bytes stored once under the SHA-256 of themselves: a picture, a mask, a record."""

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    byte_size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.media_type} {self.digest[:12]}"


class Job(models.Model):
    """One run of a recipe over one source picture, asked for by one person."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Verdict(models.TextChoices):
        PASS = "pass"  # noqa: S105 - a verdict
        FAIL = "fail"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stream = models.CharField(max_length=100, help_text="whose events these are")
    label = models.CharField(max_length=255, help_text="what people call it")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    recipe_name = models.CharField(max_length=100)
    recipe_text = models.TextField(help_text="the YAML as it was when the job was asked for")
    seed = models.PositiveBigIntegerField(default=0)
    deterministic = models.BooleanField(default=True)
    source = models.ForeignKey(Artifact, on_delete=models.PROTECT, related_name="+")
    source_mask = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    replay_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replays",
        null=True,
        blank=True,
        help_text="the job that this one runs again, to compare; empty for any other",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    result = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    result_mask = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verdict = models.CharField(
        max_length=4, choices=Verdict, blank=True, help_text="the gate's; empty without a gate"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["stream", "-created_at"], name="job_by_stream"),
            models.Index(fields=["status"], name="job_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_done_has_result",
                condition=~models.Q(status="done") | models.Q(result__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipe_name} of {self.label} ({self.status})"

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen unless a person asks."""
        return self.status in {self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED}


class Step(models.Model):
    """One stage's execution inside a job; held by a worker while its lease lasts."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    index = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=50)
    stage_version = models.CharField(max_length=20)
    queue = models.CharField(max_length=20)
    params = models.JSONField()
    planned_pins = models.JSONField(default=list, help_text="what would run, when it was asked")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True, help_text="who holds it")
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="its last message to workers")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.FloatField(default=0.0)
    note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    key = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="equal keys give equal bytes"
    )
    reused_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    record = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["job", "index"]
        constraints = [
            models.UniqueConstraint(fields=["job", "index"], name="step_index_once_a_job"),
            models.CheckConstraint(
                name="step_running_has_lease",
                condition=~models.Q(status="running")
                | models.Q(lease__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="step_done_has_record",
                condition=~models.Q(status="done") | models.Q(record__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "lease_until"], name="step_by_lease")]

    def __str__(self) -> str:
        return f"{self.index} {self.stage} ({self.status})"


class StepOutput(models.Model):
    """An artifact that a step gave, under its role: picture, mask, regions or evidence.

    What a step delivered while it ran stands under the delivery's name, with what its stage
    said of it as ``facts``.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="outputs")
    role = models.CharField(max_length=50)
    artifact = models.ForeignKey(Artifact, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(
        null=True, blank=True, help_text="of a delivery; null for what a step gave at its end"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "role"], name="step_output_once_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.artifact_id[:12]}"


class Preview(models.Model):
    """A small picture of what a running step will deliver; gone when it is, or the step ends."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="previews")
    name = models.CharField(max_length=50, help_text="the delivery's name, such as sample.000")
    data = models.BinaryField(help_text="WebP")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "name"], name="preview_once_a_name"),
        ]

    def __str__(self) -> str:
        return f"preview of {self.name}"


class Stream(models.Model):
    """A counter that numbers one audience's events without gaps."""

    name = models.CharField(max_length=100, primary_key=True)
    last_number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_number}"


class Event(models.Model):
    """Something that happened, numbered within its stream in commit order."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    job = models.ForeignKey(
        Job, on_delete=models.CASCADE, related_name="events", null=True, blank=True
    )
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["stream", "number"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="event_number_once_a_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} #{self.number} {self.kind}"


class RecordedValue(models.Model):
    """A value that records name and people search by, once: an encoder, a seed …"""

    class Kind(models.TextChoices):
        ENCODER = "encoder"
        SAMPLER = "sampler"
        MODEL = "model"
        SEED = "seed"
        DETECTOR = "detector"
        UPSCALER = "upscaler"

    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="recorded_value_once_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Mention(models.Model):
    """That a finished step's record names a value; the record itself is the truth."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="mentions")
    job = models.ForeignKey(
        Job,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        help_text="the step's, so that a search need not join",
    )
    value = models.ForeignKey(RecordedValue, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "step"], name="mention_once_a_step"),
        ]
        indexes = [models.Index(fields=["value", "job"], name="mention_by_value")]

    def __str__(self) -> str:
        return f"{self.value} in {self.step_id}"
