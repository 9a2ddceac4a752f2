"""Reads of explorations: what was asked, what has come, and what looks much the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from editor.models import Candidate, Exploration, Project
from editor.queries.gallery import Tile, tiles_of
from jobs import records
from jobs.models import Job, Preview, Step
from jobs.stages.generator.explore import ExploreDetails, sample_name, seeds_for
from jobs.stages.generator.params import ExploreParams

COVERS = 4


@dataclass(frozen=True)
class ExplorationCard:
    """An exploration as a list shows it; ``covers`` are digests of its first samples."""

    exploration: Exploration
    delivered: int
    picked: int
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Coming:
    """A sample that is not there yet; ``previewed`` when something can be shown of it already."""

    name: str
    index: int
    seed: int
    previewed: bool


@dataclass(frozen=True)
class ExplorationPage:
    """An exploration: what was asked, how far it is, and its samples in their order.

    ``stacks`` holds every tile of ``tiles`` once, near-duplicates together. ``missing`` counts
    the samples that never came, once the job is over. ``details`` are there when it is done.
    """

    exploration: Exploration
    params: ExploreParams
    job: Job
    step: Step
    tiles: tuple[Tile, ...]
    stacks: tuple[tuple[Tile, ...], ...]
    coming: tuple[Coming, ...]
    missing: int
    details: ExploreDetails | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What went otherwise than asked, such as a batch that memory was too small for."""
        return self.details.notes if self.details else ()


def explorations_of(project: Project) -> QuerySet[Exploration]:
    """A project's explorations, newest first, with what a card needs."""
    rows = Exploration.objects.filter(project=project)
    return rows.select_related("job", "asked_by").order_by("-asked_at", "id")


def exploration_cards(explorations: Iterable[Exploration]) -> list[ExplorationCard]:
    """Explorations as a list shows them."""
    listed = list(explorations)
    samples = Candidate.objects.filter(exploration__in=[one.pk for one in listed]).order_by()
    counted = samples.values_list("exploration").annotate(Count("pk"), Count("picked_at"))
    counts = {pk: (delivered, picked) for pk, delivered, picked in counted}
    place = Window(RowNumber(), partition_by=F("exploration"), order_by=F("sample_index").asc())
    covers: dict[UUID | None, list[str]] = {}
    for pk, digest in (
        samples.annotate(place=place)
        .filter(place__lte=COVERS)
        .order_by("exploration", "sample_index")
        .values_list("exploration", "picture")
    ):
        covers.setdefault(pk, []).append(digest)
    return [
        ExplorationCard(one, *counts.get(one.pk, (0, 0)), tuple(covers.get(one.pk, ())))
        for one in listed
    ]


def exploration_page(exploration: Exploration) -> ExplorationPage:
    """What an exploration's page shows, with its job and project selected."""
    job = exploration.job
    params = ExploreParams.model_validate(exploration.params)
    step = job.steps.get(index=0)
    tiles = sorted(
        tiles_of(exploration.project, exploration.pk),
        key=lambda tile: tile.origin.sample_index if tile.origin else 0,
    )
    came = {tile.origin.sample_index for tile in tiles if tile.origin}
    absent = [index for index in range(params.count) if index not in came]
    return ExplorationPage(
        exploration=exploration,
        params=params,
        job=job,
        step=step,
        tiles=tuple(tiles),
        stacks=_stacks(tiles),
        coming=() if job.is_over else _coming(step, params, job, absent),
        missing=len(absent) if job.is_over else 0,
        details=explore_details(step),
    )


def explore_details(step: Step) -> ExploreDetails | None:
    """What an explore step recorded; None until it is done."""
    if step.record_id is None:
        return None
    return ExploreDetails.model_validate(records.load(step.record_id).details)


def _stacks(tiles: Iterable[Tile]) -> tuple[tuple[Tile, ...], ...]:
    stacks: dict[UUID, list[Tile]] = {}
    for tile in tiles:
        if tile.origin:
            stacks.setdefault(tile.origin.stack, []).append(tile)
    return tuple(tuple(members) for members in stacks.values())


def _coming(
    step: Step, params: ExploreParams, job: Job, absent: Iterable[int]
) -> tuple[Coming, ...]:
    previewed = set(Preview.objects.filter(step=step).values_list("name", flat=True))
    seeds = seeds_for(params, job.seed)
    return tuple(
        Coming(name, index, seeds[index], name in previewed)
        for index, name in ((index, sample_name(index)) for index in absent)
    )
