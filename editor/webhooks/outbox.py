"""Messages are written in the transaction of what they tell: sent later, lost never."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor.access import project_of_stream
from editor.models import Project, Proof, Webhook, WebhookMessage
from editor.public_address import page_address
from editor.webhooks.events import KINDS, GateFinished, envelope
from jobs.models import Job
from jobs.stages.contract import Frozen
from jobs.witness import JobChange


def announce(project: Project, body: Frozen) -> None:
    """Write a message to each of the project's webhooks that asked for this kind of event."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("announce() tells of a change: call it inside the change's transaction.")
    kind = KINDS[type(body)]
    for webhook in Webhook.objects.filter(project=project, off_at__isnull=True):
        if kind in webhook.events:
            write(webhook, body)


def write(webhook: Webhook, body: Frozen) -> WebhookMessage:
    """Write one message, due at once."""
    now = timezone.now()
    return WebhookMessage.objects.create(
        webhook=webhook,
        event=KINDS[type(body)],
        body=envelope(webhook.project, body, now),
        due_at=now,
    )


def witness(*, job: Job, change: JobChange, by: User | None) -> None:
    """Hear that a job is over, and tell what its gate said; in the change's transaction."""
    if change != JobChange.ENDED or not job.verdict:
        return
    project = project_of_stream(job.stream)
    if project is None:
        return
    proof = Proof.objects.filter(job=job).values_list("pk", flat=True).first()
    page = page_address("proof", proof) if proof else page_address("job", job.pk)
    told = GateFinished(
        job=str(job.pk),
        proof=str(proof or ""),
        picture=job.result_id or "",
        verdict=job.verdict,
        page=page,
    )
    announce(project, told)
