"""Publishing: approved pixels, and only those, are encoded, gated again, signed and let out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError, plainly
from editor.actions.publication_orders import finish, is_ready, tell
from editor.evidence import GATE, gate_report
from editor.models import OrderedFile, Project, Proof, Publication, PublicationOrder, Review
from jobs.actions import queue_job
from jobs.models import Artifact, Job
from jobs.recipe_text import of_steps
from jobs.recipes import Recipe
from jobs.stage_registry import known_stages
from jobs.stages.published_formats import OutputFormat, keeps_pixels
from jobs.stages.reencode import STAGE as REENCODE

RECIPE = "publication-file"
ABANDONED_AFTER = timedelta(minutes=5)
"""Signing takes seconds: an order that is ready for longer was left by a process that died."""


def publish(*, proof: Proof, by: User) -> PublicationOrder:
    """Publish an approved proof in its project's formats.

    Files whose pixels stay as approved are signed at once; each other one is re-encoded and gated
    by a job, and the publication is there when the last of them has passed. Raises
    ``ActionError`` when the proof may not be published, is being published, or cannot be signed.
    """
    project = proof.candidate.project
    access.demand(by, project, "can_publish")
    order = _taken_up(proof) or _ordered(proof, project, by)
    finish(order.pk)
    order.refresh_from_db()
    if order.note:
        raise ActionError(order.note)
    return order


def chosen_formats(project: Project) -> tuple[OutputFormat, ...]:
    """What the project publishes in: what its leads chose, or a PNG in full size."""
    chosen = tuple(row.wanted for row in project.publication_formats.all())
    return chosen or (OutputFormat(),)


def _taken_up(proof: Proof) -> PublicationOrder | None:
    """An order of this proof that nobody finishes any more."""
    order = proof.publication_orders.filter(outcome=PublicationOrder.Outcome.OPEN).first()
    if order is None:
        return None
    if is_ready(order) and order.asked_at < timezone.now() - ABANDONED_AFTER:
        return order
    raise ActionError(_being_published(order))


def _ordered(proof: Proof, project: Project, by: User) -> PublicationOrder:
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(of=("self",))
            .select_related("result")
            .get(pk=proof.job_id)
        )
        review = _approval(proof, job)
        gate = _gate_again(job)
        try:
            with transaction.atomic():
                order = PublicationOrder.objects.create(proof=proof, review=review, asked_by=by)
        except IntegrityError as error:
            raise ActionError("This proof is being published already.") from error
        for wanted in chosen_formats(project):
            _order_file(order, job, wanted, gate)
        tell(order)
    return order


def _approval(proof: Proof, job: Job) -> Review:
    """The review that lets this proof out, or an ``ActionError``."""
    if Publication.objects.filter(proof=proof).exists():
        raise ActionError("This proof is already published.")
    review = Review.objects.filter(proof=proof).first()
    if review is None:
        raise ActionError("Nobody has approved this proof yet.")
    if review.verdict != Review.Verdict.APPROVED:
        raise ActionError(
            f"The reviewer's verdict was “{review.get_verdict_display().lower()}”; "
            "only an approved proof can be published."
        )
    if review.digest != job.result_id:
        raise ActionError("The proof is no longer the picture that was approved.")
    return review


def _gate_again(job: Job) -> dict[str, object]:
    """The params of the gate that passed the proof: its files are held to the same."""
    step = job.steps.filter(stage=GATE).order_by("-index").first()
    if step is None or gate_report(job) is None:
        raise ActionError("There is no gate's report on this proof: render it again.")
    params: dict[str, object] = step.params
    return params


def _order_file(
    order: PublicationOrder, job: Job, wanted: OutputFormat, gate: dict[str, object]
) -> OrderedFile:
    approved: Artifact | None = job.result
    if approved is None or approved.width is None or approved.height is None:
        raise ActionError("The approved picture is not stored any more; restore it from a backup.")
    file = OrderedFile(order=order, **wanted.model_dump())
    if not keeps_pixels((approved.width, approved.height), wanted):
        with plainly():
            file.job = queue_job(
                recipe=_recipe(wanted, gate),
                source=approved,
                source_mask=job.result_mask,
                asked_by=order.asked_by,
                stream=job.stream,
                label=f"{order.proof} as {file.title}",
                seed=job.seed,
            )
    file.save()
    return file


def _recipe(wanted: OutputFormat, gate: dict[str, object]) -> Recipe:
    params = known_stages()[GATE].params.model_validate(gate)
    return of_steps(RECIPE, "File to publish", [(REENCODE.name, wanted), (GATE, params)])


def _being_published(order: PublicationOrder) -> str:
    files = order.files.select_related("job")
    waiting = [file.title for file in files if file.job and not file.job.is_over]
    where = f": {', '.join(waiting)} has yet to pass the gate" if waiting else ""
    return f"{order.asked_by.username} is publishing this proof already{where}."
