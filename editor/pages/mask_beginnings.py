"""What the mask editor begins from: an earlier edit, or the mask that is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from editor.actions.edits import EDIT
from editor.fills import FILLS
from editor.models import Candidate, Proof
from jobs import recipes
from jobs.models import Job
from jobs.recipes import RecipeError, RecipeStep
from jobs.records import load
from jobs.stages.contract import Region
from jobs.stages.take_mask import TakeMaskParams

DEFAULT = "hybrid"


@dataclass(frozen=True)
class Beginning:
    """A mask by its digest, the found regions of it, and what was to fill it.

    ``exact`` says that the mask holds the regions' pixels already; else they are yet to be
    switched on over it.
    """

    mask: str | None = None
    exact: bool = True
    regions: tuple[Region, ...] = ()
    strategy: str = DEFAULT
    hint: str = ""
    seed: int | None = None
    revision: int | None = None

    def as_json(self, candidate: Candidate) -> dict[str, object]:
        """What the element reads."""
        mask = reverse("artifact", args=[candidate.project_id, self.mask]) if self.mask else ""
        return {
            "mask": mask,
            "exact": self.exact,
            "regions": [
                {
                    "id": region.id,
                    "polygon": [list(corner) for corner in region.polygon],
                    "dilation": round(region.dilation or 0),
                }
                for region in self.regions
            ],
            "strategy": self.strategy,
            "hint": self.hint,
            "seed": self.seed,
            "revision": self.revision,
        }


def beginning(candidate: Candidate, proof: Proof | None) -> Beginning:
    """From a proof when one is named, else from the edit that drew the stored mask."""
    if proof is not None:
        return _of_proof(proof)
    if candidate.drawn_mask_id is None:
        return Beginning()
    drew = (
        candidate.proofs.filter(job__recipe_name=EDIT, job__source_mask=candidate.drawn_mask_id)
        .select_related("job")
        .order_by("-revision")
        .first()
    )
    # Without its seed: another run of the same mask is meant to come out otherwise.
    return _of_proof(drew, seeded=False) if drew else Beginning(mask=candidate.drawn_mask_id)


def _of_proof(proof: Proof, *, seeded: bool = True) -> Beginning:
    job = proof.job
    steps = _steps(job)
    strategy, hint = _filling(steps)
    taken = next((step.params for step in steps if isinstance(step.params, TakeMaskParams)), None)
    return Beginning(
        mask=job.source_mask_id,
        exact=taken is not None,
        regions=taken.regions if taken is not None else _recorded(job),
        strategy=strategy,
        hint=hint,
        seed=job.seed if seeded else None,
        revision=proof.revision,
    )


def _steps(job: Job) -> tuple[RecipeStep, ...]:
    try:
        return recipes.parse(job.recipe_text, name=job.recipe_name, mask_given=True).steps
    except RecipeError:
        # Written for other stages than those of now: the mask alone is begun from.
        return ()


def _filling(steps: tuple[RecipeStep, ...]) -> tuple[str, str]:
    for step in steps:
        params: dict[str, Any] = step.params.model_dump()
        for name, fill in FILLS.items():
            if fill.stage == step.stage.name and params.get("strategy", name) == name:
                return name, str(params.get("hint", ""))
    return DEFAULT, ""


def _recorded(job: Job) -> tuple[Region, ...]:
    """The found regions of a mask that a recipe made, from the last step that shaped them."""
    for step in job.steps.filter(record__isnull=False).order_by("-index"):
        regions = load(str(step.record_id)).regions
        found = tuple(one for one in regions if one.source != "drawn" and one.dilation is not None)
        if found and step.stage == "adjust_dilation":
            return found
    return ()
