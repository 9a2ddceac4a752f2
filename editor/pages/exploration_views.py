"""An exploration as its page shows it: a cell for each sample, made, coming or missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.urls import reverse

from editor import queries
from editor.models import Exploration
from editor.pages.conditioning_views import ConditioningView, conditioning_view
from editor.pages.job_views import job_state
from editor.pages.reading import is_ready
from editor.queries.explorations import Coming, ExplorationPage
from editor.queries.gallery import Tile
from jobs.models import Job, Preview
from jobs.stages.contract import Pin, StageError
from jobs.stages.generator import conditioning
from jobs.stages.generator.conditioning import Conditioning
from jobs.stages.generator.explore import sample_name
from jobs.stages.generator.params import ExploreParams
from jobs.stages.generator.schedulers import choice
from jobs.weights import process_weights


@dataclass(frozen=True)
class Cell:
    """A sample's place in the grid, which is its own from the first moment to the last.

    ``stack`` names the stack that a near-duplicate lies in, empty for one that stands alone or
    while stacks are spread; ``open`` shows the stack's members in their places. ``like`` is the
    number of the sample that this one looks like, 0 for none.
    """

    name: str
    number: int
    seed: int
    sample: Tile | None = None
    preview: str = ""
    stack: str = ""
    members: int = 1
    on_top: bool = False
    open: bool = False
    like: int = 0
    awaited: bool = False
    word: str = ""
    icon: str = "circle-dashed"

    @property
    def state(self) -> str:
        """Made (``sample``), drawn already (``coming``), or neither (``waiting``)."""
        if self.sample:
            return "sample"
        return "coming" if self.preview else "waiting"


@dataclass(frozen=True)
class Shown:
    """How a person wants to see the samples: the address says it, so that a link keeps it."""

    picked_only: bool = False
    stacked: bool = True
    open: str = ""

    @property
    def query(self) -> str:
        """The same as an address has it."""
        if self.picked_only:
            return "show=picked"
        return f"stacked={'yes' if self.stacked else 'no'}"


@dataclass(frozen=True)
class ExplorationView:
    """An exploration with everything its page tells."""

    page: ExplorationPage
    shown: Shown
    cells: tuple[Cell, ...]
    state: str
    conditioning: ConditioningView

    @property
    def exploration(self) -> Exploration:
        """The exploration itself."""
        return self.page.exploration

    @property
    def job(self) -> Job:
        """What makes its samples."""
        return self.page.job

    @property
    def params(self) -> ExploreParams:
        """What was asked for, every default spelled out."""
        return self.page.params

    @property
    def seed(self) -> str:
        """Where the samples' seeds come from."""
        if self.params.seeds:
            return f"{len(self.params.seeds)} given, one a sample"
        return f"{self.job.seed}, and each sample's follows from it"

    @property
    def made(self) -> int:
        """How many samples are there."""
        return len(self.page.tiles)

    @property
    def left(self) -> int:
        """How many are not."""
        return self.params.count - self.made

    @property
    def picked(self) -> int:
        """How many samples are picked."""
        return sum(tile.picked for tile in self.page.tiles)

    @property
    def alike(self) -> int:
        """How many samples lie in a stack with others."""
        return sum(len(stack) for stack in self.page.stacks if len(stack) > 1)

    @property
    def waits_for(self) -> str:
        """What it waits for until it says itself how far it is."""
        queue = self.page.step.queue
        return f"Waits for a worker on “{queue}”" if self.state == "queued" else "Begins"

    @property
    def may_try_again(self) -> bool:
        """Whether the job can go on with what is missing."""
        return self.job.status in {Job.Status.FAILED, Job.Status.CANCELLED} and self.left > 0

    @property
    def seconds(self) -> float | None:
        """How long it took, once it is over."""
        if self.job.started_at and self.job.finished_at:
            return (self.job.finished_at - self.job.started_at).total_seconds()
        return None


@dataclass(frozen=True)
class EarlierView:
    """An exploration in the list below the form."""

    id: UUID
    prompt: str
    settings: str
    state: str
    asked_by: str
    asked_at: object
    digests: tuple[str, ...]
    more: int


def exploration_view(exploration: Exploration, shown: Shown) -> ExplorationView:
    """What the page of an exploration shows."""
    page = queries.exploration_page(exploration)
    return ExplorationView(
        page=page,
        shown=shown,
        cells=_cells(page, shown),
        state=job_state(page.job),
        conditioning=_conditioning(page),
    )


def earlier_view(card: queries.ExplorationCard) -> EarlierView:
    """An exploration as the list below the form shows it."""
    one, params = card.exploration, ExploreParams.model_validate(card.exploration.params)
    seed = f"{len(params.seeds)} seeds" if params.seeds else f"seed {one.job.seed}"
    return EarlierView(
        id=one.id,
        prompt=params.prompt,
        settings=(
            f"{card.delivered} of {params.count} · {params.width} × {params.height} · "
            f"{choice(str(params.scheduler)).title}, {params.steps} steps, "
            f"guidance {params.guidance_scale:g} · {seed}"
        ),
        state=job_state(one.job),
        asked_by=one.asked_by.username,
        asked_at=one.asked_at,
        digests=card.covers,
        more=max(0, card.delivered - len(card.covers)),
    )


def preview_addresses(job: Job) -> dict[str, str]:
    """Where the previews are that there are just now; the address changes with the picture."""
    rows = Preview.objects.filter(step__job=job).order_by("name").values_list("name", "updated_at")
    return {
        name: f"{reverse('preview', args=[job.id, name])}?at={updated_at.timestamp():.3f}"
        for name, updated_at in rows
    }


def _cells(page: ExplorationPage, shown: Shown) -> tuple[Cell, ...]:
    """Samples in their order; with stacks, what lies below a stack's top comes right after it."""
    if shown.picked_only:
        return tuple(_made(tile, shown, {}) for tile in page.tiles if tile.picked)
    previews = preview_addresses(page.job) if page.coming else {}
    indices = {tile.id: _index(tile) for tile in page.tiles}
    cells = {_index(tile): _made(tile, shown, indices) for tile in page.tiles}
    cells |= {one.index: _coming(one, previews) for one in page.coming}
    missing = set(range(page.params.count)) - cells.keys()
    cells |= {index: _missing(index, page.job) for index in missing}
    if not shown.stacked:
        return tuple(cells[index] for index in sorted(cells))
    ordered: list[Cell] = []
    below = {_index(tile) for stack in page.stacks for tile in stack[1:]}
    tops = {_index(stack[0]): stack for stack in page.stacks}
    for index in sorted(cells.keys() - below):
        ordered.append(cells[index])
        ordered.extend(cells[_index(tile)] for tile in tops.get(index, ())[1:])
    return tuple(ordered)


def _index(tile: Tile) -> int:
    return tile.origin.sample_index if tile.origin else 0


def _made(tile: Tile, shown: Shown, indices: Mapping[UUID, int]) -> Cell:
    assert tile.origin is not None
    index, stack = tile.origin.sample_index, str(tile.origin.stack)
    stacked = tile.origin.stack_size > 1 and shown.stacked and not shown.picked_only
    return Cell(
        name=sample_name(index),
        number=index + 1,
        seed=tile.origin.seed,
        sample=tile,
        stack=stack if stacked else "",
        members=tile.origin.stack_size,
        on_top=stacked and tile.is_on_top,
        open=shown.open == stack,
        like=0 if tile.is_on_top else indices.get(tile.origin.stack, -1) + 1,
    )


def _coming(one: Coming, previews: dict[str, str]) -> Cell:
    preview = previews.get(one.name, "")
    return Cell(one.name, one.index + 1, one.seed, preview=preview, awaited=True, word="waiting")


def _missing(index: int, job: Job) -> Cell:
    icon = "circle-x" if job.status == Job.Status.FAILED else "ban"
    return Cell(sample_name(index), index + 1, 0, word="not made", icon=icon)


def _conditioning(page: ExplorationPage) -> ConditioningView:
    """As the record has it; until there is one, as it was planned when it was asked for."""
    pins = tuple(Pin.model_validate(pin) for pin in page.step.planned_pins)
    if page.details:
        return conditioning_view(page.details.conditioning, pins)
    if not is_ready():
        return conditioning_view(None, pins, awaited=True)
    try:
        planned = _planned(page.params.model_dump_json())
    except StageError as error:
        return conditioning_view(None, pins, fault=str(error))
    return conditioning_view(planned, pins)


@lru_cache(maxsize=64)
def _planned(params: str) -> Conditioning:
    """A live page asks again and again, and the checkpoint stays the same while this runs."""
    return conditioning.plan(ExploreParams.model_validate_json(params), process_weights())
