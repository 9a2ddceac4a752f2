"""A proof that was sent back: what its reviewer asked for, and where the next render begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from editor import access, queries
from editor.models import Candidate, Proof, Review
from editor.pages.forms import RenderForm
from editor.queries import ThreadCard
from jobs import recipes
from jobs.models import Job


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
            "recipe_text": "" if shipped else job.recipe_text,
            "seed": job.seed,
            "deterministic": job.deterministic,
            "use_drawn_mask": job.source_mask_id is not None,
            **_filling(job),
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


def _filling(job: Job) -> dict[str, str]:
    """The hint and the strategy of the first step that was told any."""
    for step in job.steps.order_by("index"):
        if "hint" in step.params and "strategy" in step.params:
            return {name: str(step.params[name]) for name in RenderForm.FILLING}
    return {}
