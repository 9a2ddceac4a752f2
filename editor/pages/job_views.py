"""A job as its page shows it: each step with what it made, and the picture to look at."""

from __future__ import annotations

from dataclasses import dataclass

from editor import queries
from editor.models import Candidate, Proof
from jobs.models import Artifact, Job, Step
from jobs.stage_registry import known_stages
from jobs.stages.contract import Role

SHOWN_ROLES = (Role.PICTURE, Role.MASK)


@dataclass(frozen=True)
class StepView:
    """A step with its title, its picture or mask, and how long it took in seconds."""

    step: Step
    title: str
    state: str
    shown: Artifact | None
    is_mask: bool
    seconds: float | None


@dataclass(frozen=True)
class JobView:
    """A job with its steps; ``shown`` is the picture the page makes largest."""

    job: Job
    title: str
    state: str
    steps: tuple[StepView, ...]
    shown: Artifact
    shown_step: StepView | None
    candidate: Candidate | None
    proof: Proof | None

    @property
    def finished(self) -> int:
        """How many steps are done."""
        return sum(view.state == Step.Status.DONE for view in self.steps)


def job_view(job: Job, wanted: str | None) -> JobView:
    """The job, showing the step of index ``wanted``, or the newest result there is."""
    steps = tuple(_step_view(job, step) for step in queries.steps_of(job))
    with_picture = [view for view in steps if view.shown is not None]
    asked = [view for view in with_picture if str(view.step.index) == wanted]
    pictures = [view for view in with_picture if not view.is_mask]
    newest = asked or ([] if wanted == "source" else (pictures or with_picture)[-1:])
    shown_step = newest[-1] if newest else None
    proof = Proof.objects.filter(job=job).select_related("candidate").first()
    finding = Candidate.objects.filter(finding=job).first()
    return JobView(
        job=job,
        title=job.label,
        state=_job_state(job),
        steps=steps,
        shown=shown_step.shown if shown_step and shown_step.shown else job.source,
        shown_step=shown_step,
        candidate=proof.candidate if proof else finding,
        proof=proof,
    )


def _step_view(job: Job, step: Step) -> StepView:
    outputs = {output.role: output.artifact for output in step.outputs.all()}
    role = next((role for role in SHOWN_ROLES if role in outputs), None)
    stage = known_stages().get(step.stage)
    seconds = None
    if step.started_at and step.finished_at:
        seconds = (step.finished_at - step.started_at).total_seconds()
    return StepView(
        step=step,
        title=stage.title if stage else step.stage,
        state=_step_state(job, step),
        shown=outputs[role] if role else None,
        is_mask=role == Role.MASK,
        seconds=seconds,
    )


def _job_state(job: Job) -> str:
    return "cancelling" if job.cancel_requested and not job.is_over else job.status


def _step_state(job: Job, step: Step) -> str:
    if step.status == Step.Status.RUNNING and job.cancel_requested:
        return "cancelling"
    return "waiting-turn" if step.status == Step.Status.WAITING else step.status
