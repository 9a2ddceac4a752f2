"""An edit: a mask that a person shaped, and what is to fill it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from pydantic import Field, TypeAdapter, ValidationError

from editor import access
from editor.actions.candidates import set_drawn_mask
from editor.actions.canonical import whole_recipe
from editor.actions.errors import ActionError, plainly
from editor.actions.project_params import of_project
from editor.actions.renders import queue_proof
from editor.actions.seeds import given_or_drawn
from editor.fills import FILLS, fill_params, strategies
from editor.models import Candidate, Proof
from editor.queries.letters import FIND_LETTERS, found_by
from jobs.models import Job
from jobs.recipe_text import of_steps
from jobs.recipes import Recipe
from jobs.stage_registry import known_stages
from jobs.stages.contract import Frozen, Params, Region
from jobs.stages.take_mask import TakeMaskParams

EDIT = "edit"
"""What the recipe of an edit is called."""
MOST_DILATION = 64
MOST_CHOSEN = 120
"""What fits a recipe's text with all their numbers."""
TOLD = "nudged by a person"


class ChosenRegion(Frozen):
    """A found region that a person switched on."""

    id: int = Field(ge=0, description="the region's id in the search that found it")
    dilation: float = Field(
        ge=0, le=MOST_DILATION, description="pixels that its letters were grown by, as masked"
    )


_CHOSEN = TypeAdapter(tuple[ChosenRegion, ...])


def chosen_regions(text: str) -> tuple[ChosenRegion, ...]:
    """The switched-on regions from their JSON, or an ``ActionError``."""
    try:
        chosen = _CHOSEN.validate_json(text or "[]")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ActionError(
            f"regions is not a list of regions ({where}: {first['msg']}); expected "
            f'[{{"id": 0, "dilation": 2}}], dilation from 0 to {MOST_DILATION}.',
            "regions",
        ) from None
    if len(chosen) > MOST_CHOSEN:
        raise ActionError(
            f"{len(chosen)} found regions are switched on and one edit takes {MOST_CHOSEN}: run "
            "it in parts, or paint over them.",
            "regions",
        )
    if len({region.id for region in chosen}) < len(chosen):
        raise ActionError("A region stands in regions twice; name each once.", "regions")
    return chosen


def edit(
    *,
    candidate: Candidate,
    asked_by: User,
    mask: bytes,
    regions: Sequence[ChosenRegion] = (),
    found_by_job: UUID | None = None,
    strategy: str = "hybrid",
    hint: str = "",
    seed: int | None = None,
    deterministic: bool = True,
    snap: bool = True,
    take_shadow: bool = False,
) -> Proof:
    """Keep the mask on the candidate and queue its filling; the proof is there once that is done.

    The mask is the whole truth of what is to go. ``regions`` are the found regions that it
    was made from and go into the record with the numbers of the search ``found_by_job``; what
    else the mask holds is recorded as drawn. ``snap`` and ``take_shadow`` let ``remove_object``
    move the mask to the object's edge and take its shadow along.
    """
    access.demand(asked_by, candidate.project, "can_render")
    seed = given_or_drawn(seed)
    kept = TakeMaskParams(regions=_provenance(candidate, regions, found_by_job))
    recipe = edit_recipe(strategy, kept, hint=hint, snap=snap, take_shadow=take_shadow)
    whole = whole_recipe(candidate, of_project(candidate.project, recipe))
    with transaction.atomic():
        changed = set_drawn_mask(candidate=candidate, data=mask, by=asked_by)
        return queue_proof(
            candidate=changed,
            recipe=whole,
            mask=changed.drawn_mask,
            mask_by=asked_by,
            asked_by=asked_by,
            seed=seed,
            deterministic=deterministic,
        )


def edit_recipe(
    strategy: str, kept: TakeMaskParams, *, hint: str, snap: bool, take_shadow: bool
) -> Recipe:
    """Take the mask, fill it, check it."""
    if strategy not in strategies():
        known = ", ".join(strategies())
        raise ActionError(
            f"There is no strategy '{strategy[:40]}'; choose one of {known}.", "strategy"
        )
    stage = FILLS[strategy].stage
    steps: list[tuple[str, Params]] = [
        ("take_mask", kept),
        (stage, fill_params(strategy, hint, snap=snap, take_shadow=take_shadow)),
        ("gate", known_stages()["gate"].params()),
    ]
    with plainly("strategy"):
        return of_steps(EDIT, "Edit", steps)


def _provenance(
    candidate: Candidate, chosen: Sequence[ChosenRegion], job_id: UUID | None
) -> tuple[Region, ...]:
    """The chosen regions with the search's numbers, nudges told."""
    if not chosen:
        return ()
    searches = Job.objects.filter(pk=job_id) if job_id else Job.objects.none()
    job = searches.filter(
        stream=candidate.project.stream,
        source=candidate.picture_id,
        recipe_name=FIND_LETTERS,
        status=Job.Status.DONE,
    ).first()
    if job is None:
        raise ActionError(
            "The search that found these regions is not there any more: reload the page, which "
            "keeps your mask, and run it again.",
            "found_by",
        )
    found = {region.id: region for region in found_by(job).regions}
    missing = [str(region.id) for region in chosen if region.id not in found]
    if missing:
        raise ActionError(f"The search found no region {', '.join(missing[:9])}.", "regions")
    return tuple(_nudged(found[region.id], region.dilation) for region in chosen)


def _nudged(region: Region, dilation: float) -> Region:
    if region.dilation == dilation:
        return region
    told = f"{TOLD} from {region.dilation or 0:g} to {dilation:g} px"
    reason = f"{told}; {region.reason}" if region.reason else told
    return region.model_copy(update={"dilation": dilation, "reason": reason})
