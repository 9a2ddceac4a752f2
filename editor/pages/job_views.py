"""A job as its page shows it: each step with what it made, and the picture to look at."""

from __future__ import annotations

from dataclasses import dataclass

from editor import queries
from editor.models import Candidate, Exploration, Proof
from jobs.models import Artifact, Job, Step
from jobs.stage_registry import known_stages
from jobs.stages.contract import Role


@dataclass(frozen=True)
class StepView:
    """A step with its title, what it made, and how long it took in seconds.

    ``mask`` is there for a step that marks pixels and changes none: it is shown over ``picture``.
    """

    step: Step
    title: str
    state: str
    picture: Artifact | None
    mask: Artifact | None
    seconds: float | None

    @property
    def shown(self) -> Artifact | None:
        """What stands for this step in a row of small pictures."""
        return self.mask or self.picture


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
    exploration: Exploration | None

    @property
    def finished(self) -> int:
        """How many steps are done."""
        return sum(view.state == Step.Status.DONE for view in self.steps)


def job_view(job: Job, wanted: str | None) -> JobView:
    """The job, showing the step of index ``wanted``, or the newest result there is."""
    steps = tuple(_step_view(job, step) for step in queries.steps_of(job))
    with_picture = [view for view in steps if view.picture is not None]
    asked = [view for view in with_picture if str(view.step.index) == wanted]
    newest = asked or ([] if wanted == "source" else with_picture[-1:])
    shown_step = newest[-1] if newest else None
    proof = Proof.objects.filter(job=job).select_related("candidate").first()
    finding = Candidate.objects.filter(finding=job).first()
    return JobView(
        job=job,
        title=job.label,
        state=job_state(job),
        steps=steps,
        shown=shown_step.picture if shown_step and shown_step.picture else job.source,
        shown_step=shown_step,
        candidate=proof.candidate if proof else finding,
        proof=proof,
        exploration=Exploration.objects.filter(job=job).first(),
    )


def _step_view(job: Job, step: Step) -> StepView:
    outputs = {output.role: output.artifact for output in step.outputs.all()}
    stage = known_stages().get(step.stage)
    marks = stage is not None and Role.MASK in stage.gives and Role.PICTURE not in stage.gives
    seconds = None
    if step.started_at and step.finished_at:
        seconds = (step.finished_at - step.started_at).total_seconds()
    return StepView(
        step=step,
        title=stage.title if stage else step.stage,
        state=_step_state(job, step),
        picture=outputs.get(Role.PICTURE),
        mask=outputs.get(Role.MASK) if marks else None,
        seconds=seconds,
    )


def job_state(job: Job) -> str:
    """A job's status, or that it is stopping."""
    return "cancelling" if job.cancel_requested and not job.is_over else job.status


def _step_state(job: Job, step: Step) -> str:
    if step.status == Step.Status.RUNNING and job.cancel_requested:
        return "cancelling"
    return "waiting-turn" if step.status == Step.Status.WAITING else step.status
