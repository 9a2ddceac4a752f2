"""A proof that was sent back: what its reviewer asked for, and where the next render begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from editor import access, queries
from editor.actions.canonical import canonical_params
from editor.actions.errors import ActionError
from editor.models import Candidate, Proof, Review
from editor.pages.forms import RenderForm
from editor.queries import ThreadCard
from jobs import recipes
from jobs.models import Job
from jobs.recipe_text import CANONICAL, without_additions
from jobs.stages.gate.subject import CANDIDATE, PUBLISHED


@dataclass(frozen=True)
class SentBack:
    """A decided proof that another render is to follow."""

    proof: Proof
    review: Review | None
    threads: tuple[ThreadCard, ...]

    def initial(self) -> dict[str, Any]:
        """The render form as the proof's own job filled it."""
        job = self.proof.job
        shipped = job.recipe_name in recipes.names()
        return {
            "recipe": job.recipe_name if shipped else RenderForm.OWN,
            "recipe_text": "" if shipped else _own_text(job),
            "seed": job.seed,
            "deterministic": job.deterministic,
            "use_drawn_mask": job.source_mask_id is not None,
            **(_filling(job) if shipped else {}),
            **_sampling(self.proof.candidate, job),
        }


def sent_back(request: HttpRequest, candidate: Candidate) -> SentBack | None:
    """The proof that ``?from=`` names, of this candidate."""
    asked = request.GET.get("from", "")
    if not asked:
        return None
    proof = access.proof_for(request.user, asked)
    if proof.candidate_id != candidate.id:
        return None
    open_ones = tuple(card for card in queries.threads_on(proof) if not card.thread.resolved)
    return SentBack(proof, getattr(proof, "review", None), open_ones)


def _own_text(job: Job) -> str:
    """The recipe that a person wrote, as they may ask for it again.

    What the render wrote in front of it or into its gate is left to the next render, which would
    write it again and refuse a second beginning. A text that no longer reads stays as it was.
    """
    try:
        recipe = recipes.parse(
            job.recipe_text, name=job.recipe_name, mask_given=job.source_mask_id is not None
        )
        return without_additions(recipe, (PUBLISHED, CANDIDATE)).text
    except recipes.RecipeError:
        return job.recipe_text


def _filling(job: Job) -> dict[str, str]:
    """The hint and the strategy that were asked for: those that the recipe does not say itself."""
    told = _first_filling(step.params for step in job.steps.order_by("index"))
    said = _first_filling(
        step.params.model_dump(mode="json") for step in recipes.load(job.recipe_name).steps
    )
    return {name: text for name, text in told.items() if text != said.get(name)}


def _first_filling(steps: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    for params in steps:
        if all(name in params for name in RenderForm.FILLING):
            return {name: str(params[name]) for name in RenderForm.FILLING}
    return {}


def _sampling(candidate: Candidate, job: Job) -> dict[str, Any]:
    """How a sample was sampled again, where that was not as its exploration says."""
    step = job.steps.filter(index=0, stage=CANONICAL).first()
    if candidate.exploration is None or step is None:
        return {}
    try:
        usual = canonical_params(candidate, candidate.exploration, {}).model_dump(mode="json")
    except ActionError:
        return {}
    return {
        name: step.params[name]
        for name in RenderForm.SAMPLING
        if name in step.params and step.params[name] != usual[name]
    }
