"""The letters found on a candidate: what the mask editor offers to switch on."""

from __future__ import annotations

from dataclasses import dataclass

from editor.actions.allowed_texts import with_allowed_texts
from editor.models import Candidate, Project
from jobs import artifacts, recipes
from jobs.frames import EVIDENCE, decode_regions
from jobs.models import Job, StepOutput
from jobs.recipes import Recipe
from jobs.stage_registry import known_stages
from jobs.stages.contract import Region, Role

FIND_LETTERS = "find-letters"
LABELS = f"{EVIDENCE}letters"


@dataclass(frozen=True)
class Letters:
    """A search for letters, and what it found once it is done.

    ``labels`` is the digest of a grey PNG of the picture's size: 0 nothing, otherwise one more
    than the id of the region whose letters stand there, before any dilation. ``job`` is None
    when nobody has looked with the stages of now.
    """

    job: Job | None = None
    regions: tuple[Region, ...] = ()
    labels: str | None = None

    @property
    def status(self) -> str:
        """The job's status, or ``none``."""
        return self.job.status if self.job else "none"


def search_of(project: Project) -> Recipe:
    """The search as it would run now: text that may stay is not offered."""
    return with_allowed_texts(recipes.load(FIND_LETTERS), project)


def letters_of(candidate: Candidate) -> Letters:
    """The newest search of a candidate's picture that a search of today would repeat."""
    job = (
        Job.objects.filter(
            stream=candidate.project.stream,
            recipe_name=FIND_LETTERS,
            recipe_text=search_of(candidate.project).text,
            source=candidate.picture_id,
            replay_of=None,
        )
        .order_by("-created_at")
        .first()
    )
    if job is None or not _is_current(job):
        return Letters()
    if job.status != Job.Status.DONE:
        return Letters(job)
    return found_by(job)


def found_by(job: Job) -> Letters:
    """What a finished search found."""
    outputs = StepOutput.objects.filter(step__job=job, role__in=(Role.REGIONS, LABELS))
    # The last step's stand: a later one says more of the same regions.
    given = dict(outputs.order_by("step__index").values_list("role", "artifact_id"))
    regions = given.get(Role.REGIONS.value)
    return Letters(
        job,
        decode_regions(artifacts.read(regions)) if regions else (),
        given.get(LABELS),
    )


def _is_current(job: Job) -> bool:
    stages = known_stages()
    return all(
        name in stages and stages[name].version == version
        for name, version in job.steps.values_list("stage", "stage_version")
    )
