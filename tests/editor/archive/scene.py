"""A publication that came about as every one does, with stages that take no time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from editor.actions.publication_orders import finish
from editor.actions.publications import publish
from editor.actions.renders import queue_proof
from editor.actions.reviews import decide
from editor.ledger.append import append
from editor.ledger.candidate_kinds import CandidateAdded
from editor.models import Candidate, Project, Publication
from jobs import recipes
from jobs.stages.contract import Context, Frame, Queue, Result
from jobs.stages.gate.report import CheckResult, GateReport
from jobs.stages.reencode import STAGE as REENCODE
from tests import factories
from tests.jobs import small_stages
from tests.jobs.small_stages import JudgeParams
from tests.jobs.trials import work

RECIPE = "pipeline:\n  - step: invert\n  - step: mark\n  - step: fill\n  - step: gate\n"


def gate(frame: Frame, params: JudgeParams, context: Context) -> Result:
    """Pass whatever comes."""
    check = CheckResult(
        name="seam", version="1", title="Seam", score=0.4, unit="levels", threshold=2.0,
        verdict="pass",
    )  # fmt: skip
    return Result(frame, GateReport(verdict="pass", profile="standard", checks=(check,)))


STAGES: dict[str, Any] = {
    **small_stages.STAGES,
    "gate": small_stages._stage("gate", Queue.GATE, JudgeParams, gate, details=GateReport),
    "reencode": REENCODE,
}


@dataclass(frozen=True)
class People:
    """Who has a part in it."""

    lead: User
    maker: User


def project(name: str = "Posters") -> tuple[Project, People]:
    """A project that publishes a PNG as approved and a small JPEG."""
    people = People(factories.person(f"lead of {name}"), factories.person(f"maker of {name}"))
    made = factories.project(name, lead=people.lead, creative=people.maker)
    made.publication_formats.create(format="png", added_by=people.lead)
    made.publication_formats.create(format="jpeg", longest_side=32, added_by=people.lead)
    return made, people


def candidate(within: Project, by: User) -> Candidate:
    """An upload, and what the ledger says of it."""
    made = factories.candidate(within, by=by)
    append(
        by=by,
        project=within,
        subject=f"candidate:{made.pk}",
        body=CandidateAdded(name=made.name, original=made.original_id, picture=made.picture_id),
    )
    return made


def published(name: str = "Posters") -> Publication:
    """Uploaded, rendered, gated, approved by another person and published in two formats."""
    within, people = project(name)
    proof = queue_proof(
        candidate=candidate(within, people.maker),
        recipe=recipes.parse(RECIPE, name="trial"),
        mask=None,
        mask_by=None,
        asked_by=people.maker,
        seed=7,
        deterministic=True,
    )
    work(proof.job)
    proof.refresh_from_db()
    decide(proof=proof, reviewer=people.lead, verdict="approved", digest=proof.job.result_id)
    order = publish(proof=proof, by=people.maker)
    work(order.files.get(job__isnull=False).job)
    finish(order.pk)
    return Publication.objects.get(proof=proof)
