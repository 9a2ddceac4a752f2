"""Explorations: ask the generator for many samples, take each in, pick the good ones."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor import access
from editor.actions.candidates import look_for_text
from editor.actions.errors import plainly
from editor.actions.sampling import CHECKPOINT, explore_params
from editor.actions.seeds import given_or_drawn
from editor.ledger.append import append
from editor.ledger.candidate_kinds import (
    CandidateAdded,
    CandidatePicked,
    CandidateUnpicked,
    ExplorationAsked,
)
from editor.models import Candidate, Exploration, Project
from jobs import pins, progress
from jobs.actions import queue_job
from jobs.canvas import canvas
from jobs.models import Artifact, Job, Step
from jobs.recipe_text import one_step
from jobs.recipes import Recipe
from jobs.stages.contract import Frozen, Pin
from jobs.stages.generator import conditioning
from jobs.stages.generator.conditioning import Conditioning
from jobs.stages.generator.explore import SampleFacts
from jobs.stages.generator.params import ExploreParams
from jobs.weights import process_weights

EXPLORE = "explore"
TITLE = "Exploration"
SAMPLE = "sample."
"""What the names of samples begin with among an explore step's deliveries."""
NAME_LENGTH = 100


class ExplorationPlan(Frozen):
    """What an exploration would run, known before anything is queued."""

    params: ExploreParams
    conditioning: Conditioning
    pins: tuple[Pin, ...]


def explore(
    *,
    project: Project,
    asked_by: User,
    prompt: str,
    negative_prompt: str = "",
    count: int,
    width: int | None = None,
    height: int | None = None,
    scheduler: str = "",
    steps: int | None = None,
    guidance_scale: float | None = None,
    seed: int | None = None,
    seeds: Iterable[int] = (),
    batch_size: int | None = None,
) -> Exploration:
    """Ask for ``count`` samples of a prompt; each becomes a candidate as soon as it is there.

    What is not given comes from the checkpoint, and is spelled out in the params. ``seeds`` fixes
    each sample's; without them they follow from ``seed``, which is drawn when it is not given.
    Raises ``ActionError`` with the field that cannot be; nothing is queued then.
    """
    access.demand(asked_by, project, "can_add")
    params = explore_params(
        prompt=prompt,
        negative_prompt=negative_prompt,
        count=count,
        width=width,
        height=height,
        scheduler=scheduler,
        steps=steps,
        guidance_scale=guidance_scale,
        seeds=seeds,
        batch_size=batch_size,
    )
    seed = given_or_drawn(seed)
    with plainly(CHECKPOINT):
        recipe = _recipe(params)
        # Loads libraries and reads weights to hash them: not while others wait for the database.
        pins.planned(recipe)
    source = canvas(params.width or 0, params.height or 0)
    with transaction.atomic(), plainly(CHECKPOINT):
        job = queue_job(
            recipe=recipe,
            source=source,
            asked_by=asked_by,
            stream=project.stream,
            label=shortened(params.prompt),
            seed=seed,
        )
        exploration = Exploration.objects.create(
            project=project, job=job, params=params.model_dump(mode="json"), asked_by=asked_by
        )
        progress.publish(
            stream=project.stream,
            kind="exploration.added",
            payload={"exploration": str(exploration.id), "count": params.count},
            job=job,
        )
        append(
            by=asked_by,
            project=project,
            subject=f"exploration:{exploration.pk}",
            body=ExplorationAsked(job=str(job.pk), prompt=params.prompt, count=params.count),
        )
    return exploration


def plan(**wish: Any) -> ExplorationPlan:
    """What ``explore_params`` of the same wish would run: tokens, models, versions.

    Loads tokenizers and no network. Raises ``ActionError`` as ``explore`` would.
    """
    params = explore_params(**wish)
    with plainly(CHECKPOINT):
        (step,) = pins.planned(_recipe(params))
        return ExplorationPlan(
            params=params,
            conditioning=conditioning.plan(params, process_weights()),
            pins=step.pins,
        )


def receive(*, job: Job, step: Step, name: str, picture: Artifact, facts: dict[str, Any]) -> None:
    """Take a delivered sample into the gallery, in the transaction that tells of its delivery.

    What is no sample of an exploration is left alone, as is one that was taken in before.
    """
    exploration = Exploration.objects.filter(job=job).select_related("project").first()
    if exploration is None or step.stage != EXPLORE or not name.startswith(SAMPLE):
        return
    sample = SampleFacts.model_validate(facts)
    candidate, is_new = Candidate.objects.get_or_create(
        exploration=exploration,
        sample_index=sample.index,
        defaults={
            "project": exploration.project,
            "name": f"{shortened(exploration.prompt)}, seed {sample.seed}",
            "original": picture,
            "picture": picture,
            "seed": sample.seed,
            "phash": sample.phash,
            "added_by_id": exploration.asked_by_id,
        },
    )
    if is_new:
        progress.publish(
            stream=job.stream,
            kind="candidate.added",
            payload={
                "candidate": str(candidate.id),
                "name": candidate.name,
                "exploration": str(exploration.id),
                "sample": name,
            },
            job=job,
        )
        append(
            by=exploration.asked_by,
            project=exploration.project,
            subject=f"candidate:{candidate.pk}",
            body=CandidateAdded(
                name=candidate.name,
                original=picture.digest,
                picture=picture.digest,
                exploration=str(exploration.pk),
            ),
        )


def pick(*, candidate: Candidate, by: User) -> Candidate:
    """Mark a candidate as worth going on with; the first pick of a sample looks for text on it.

    Who picked it first stays written down until it is unpicked.
    """
    access.demand(by, candidate.project, "can_add")
    with transaction.atomic():
        won = Candidate.objects.filter(pk=candidate.pk, picked_at=None).update(
            picked_at=timezone.now(), picked_by=by
        )
        candidate.refresh_from_db()
        if won:
            _tell(candidate, "candidate.picked")
        if won and candidate.is_sample and candidate.finding is None:
            candidate.finding = look_for_text(candidate, by)
            candidate.save(update_fields=["finding"])
        if won:
            append(
                by=by,
                project=candidate.project,
                subject=f"candidate:{candidate.pk}",
                body=CandidatePicked(picture=candidate.picture_id),
            )
    return candidate


def unpick(*, candidate: Candidate, by: User) -> Candidate:
    """Take the mark away; what was found and rendered stays."""
    access.demand(by, candidate.project, "can_add")
    with transaction.atomic():
        won = Candidate.objects.filter(pk=candidate.pk, picked_at__isnull=False).update(
            picked_at=None, picked_by=None
        )
        candidate.refresh_from_db()
        if won:
            _tell(candidate, "candidate.unpicked")
            append(
                by=by,
                project=candidate.project,
                subject=f"candidate:{candidate.pk}",
                body=CandidateUnpicked(picture=candidate.picture_id),
            )
    return candidate


def shortened(prompt: str) -> str:
    """A prompt as a name: its first words on one line, without what cannot be seen."""
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in prompt
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    whole = " ".join(seen.split())
    cut = textwrap.shorten(whole, NAME_LENGTH, placeholder="…")
    return whole[: NAME_LENGTH - 1] + "…" if cut == "…" else cut


def _recipe(params: ExploreParams) -> Recipe:
    return one_step(EXPLORE, EXPLORE, params, TITLE)


def _tell(candidate: Candidate, kind: str) -> None:
    progress.publish(
        stream=candidate.project.stream,
        kind=kind,
        payload={
            "candidate": str(candidate.id),
            "name": candidate.name,
            # The page of an exploration follows what concerns it alone.
            "exploration": str(candidate.exploration_id or ""),
        },
    )
