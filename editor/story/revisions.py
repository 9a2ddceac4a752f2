"""The renders of a candidate: earlier revisions in one deed each, the told one step by step."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from pydantic import ValidationError

from editor.evidence import GATE
from editor.models import Proof, Review
from editor.story.beginning import conditioning_facts
from editor.story.graph import Chapter, Fact, Node, Relation, Weave, fact, sha256
from jobs.models import Step
from jobs.records import StepRecord, load
from jobs.stage_registry import known_stages
from jobs.stages.gate.report import GateReport
from jobs.stages.generator.canonical import STAGE as CANONICAL
from jobs.stages.generator.canonical import CanonicalDetails

CHANGED = "changes"
LIBRARIES = "library"
"""Pins of this role are many and stand in the record."""


def tell_earlier(weave: Weave, proof: Proof, cause: str) -> str:
    """A revision before the told one; gives what caused the next render: its refusal, or itself.

    An empty ``cause`` is one that is not told.
    """
    asked = weave.add(_request(proof, Chapter.EARLIER), by=proof.made_by)
    if cause:
        weave.tie(asked, Relation.INFORMED, cause)
    made = weave.add(_proof(proof, Chapter.EARLIER))
    weave.tie(made, Relation.GENERATED, asked)
    return _reviewed(weave, proof, made, Chapter.EARLIER) or made


def tell_render(weave: Weave, proof: Proof, cause: str) -> str:
    """The told revision, from its request through each step to the proof; gives the proof."""
    asked = weave.add(_request(proof, Chapter.RENDER), by=proof.made_by)
    weave.tie(asked, Relation.INFORMED, cause)
    before = asked
    for step in proof.job.steps.order_by("index"):
        here = _step(weave, proof, step)
        weave.tie(here, Relation.INFORMED, before)
        before = here
    if proof.job.source_mask_id:
        weave.tie(asked, Relation.USED, f"mask:{proof.job.source_mask_id}")
    made = weave.add(_proof(proof, Chapter.DECISION))
    weave.tie(made, Relation.GENERATED, before)
    if proof.job.result_id:
        weave.tie(made, Relation.DERIVED, weave.picture(proof.job.result_id))
    return made


def tell_decision(weave: Weave, proof: Proof, made: str) -> str:
    """Waivers, talks and the review of the told proof; gives the review, or the proof."""
    for waiver in proof.waivers.select_related("waived_by"):
        box = ", ".join(map(str, waiver.box))
        waived = weave.add(
            Node(
                id=f"waiver:{waiver.pk}",
                kind="waiver",
                prov="activity",
                chapter=Chapter.DECISION,
                title="Finding waived",
                moment=waiver.waived_at,
                person=waiver.waived_by.get_username(),
                page=reverse("proof", args=[proof.pk]),
                facts=(
                    fact("check", f"{waiver.check_name} {waiver.check_version}"),
                    fact("where", f"x, y, width, height: {box}"),
                    fact("finding", waiver.finding),
                    fact("reason", waiver.reason),
                ),
            ),
            by=waiver.waived_by,
        )
        weave.tie(waived, Relation.USED, made)
    return _reviewed(weave, proof, made, Chapter.DECISION) or made


def _request(proof: Proof, chapter: Chapter) -> Node:
    job = proof.job
    return Node(
        id=f"request:{proof.pk}",
        kind="render",
        prov="activity",
        chapter=chapter,
        title=f"Render {proof.revision}",
        moment=proof.made_at,
        person=proof.made_by.get_username(),
        state="" if job.status == job.Status.DONE else job.status,
        page=reverse("job-record", args=[job.pk]),
        facts=(
            fact("recipe", job.recipe_name),
            fact("seed", job.seed),
            fact("deterministic", "yes" if job.deterministic else "no"),
            sha256("source", job.source_id),
        ),
    )


def _step(weave: Weave, proof: Proof, step: Step) -> str:
    """One step with its record, the bytes that it took and gave as entities of their own."""
    record = load(step.record_id) if step.record_id else None
    stage = known_stages().get(step.stage)
    here = weave.add(
        Node(
            id=f"step:{step.pk}",
            kind="gate" if step.stage == GATE else "step",
            prov="activity",
            chapter=Chapter.RENDER,
            title=stage.title if stage else step.stage,
            moment=step.finished_at,
            state=_step_state(step, record),
            picture=(record.outputs.get("picture", "") if record else ""),
            page=f"{reverse('job-record', args=[proof.job_id])}#step-{step.index}",
            facts=tuple(_step_facts(step, record)),
        )
    )
    if record is not None:
        for role, digest in record.inputs.items():
            weave.tie(here, Relation.USED, weave.picture(digest, role))
        for role, digest in record.outputs.items():
            weave.tie(weave.picture(digest, role), Relation.GENERATED, here)
    return here


def _step_state(step: Step, record: StepRecord | None) -> str:
    if record is not None and step.stage == GATE:
        return str(record.details.get("verdict", ""))
    return "" if step.status == step.Status.DONE else step.status


def _step_facts(step: Step, record: StepRecord | None) -> Iterator[Fact]:
    yield fact("stage", f"{step.stage} version {step.stage_version}")
    if record is None:
        return
    yield fact("seed", record.seed)
    for pin in record.pins:
        if pin.role != LIBRARIES:
            yield Fact(name=pin.role, text=f"{pin.id} {pin.version}", digest=pin.sha256)
    if step.stage == GATE:
        yield from _gate_facts(record)
    if step.stage == CANONICAL.name:
        yield from _canonical_facts(record)
    if record.regions:
        sources = sorted({region.source for region in record.regions})
        yield fact("mask", f"{len(record.regions)} regions, from {', '.join(sources)}")
    if record.reused is not None:
        yield fact("reused", f"what job {record.reused.job} gave")
    yield sha256("record", step.record_id or "")


def _canonical_facts(record: StepRecord) -> Iterator[Fact]:
    try:
        told = CanonicalDetails.model_validate(record.details)
    except ValidationError:
        # Written by another version of the stage: its record page shows it as it stands.
        return
    yield from conditioning_facts(told.conditioning)


def _gate_facts(record: StepRecord) -> Iterator[Fact]:
    try:
        report = GateReport.model_validate(record.details)
    except ValidationError:
        # Written by another version of the gate: its record page shows it as it stands.
        return
    failed = [check.title for check in report.checks if check.verdict == "fail"]
    yield fact("profile", f"{report.profile} version {report.profile_version}")
    yield fact("checks", f"{len(report.checks) - len(failed)} of {len(report.checks)} passed")
    if failed:
        yield fact("failed", ", ".join(failed))


def _proof(proof: Proof, chapter: Chapter) -> Node:
    job = proof.job
    return Node(
        id=f"proof:{proof.pk}",
        kind="proof",
        prov="entity",
        chapter=chapter,
        title=f"Proof, revision {proof.revision}",
        moment=job.finished_at,
        state=job.verdict,
        digest=job.result_id or "",
        picture=job.result_id or "",
        page=reverse("proof", args=[proof.pk]),
        facts=tuple(_proof_facts(proof)),
    )


def _proof_facts(proof: Proof) -> Iterator[Fact]:
    if proof.job.result_id:
        yield sha256("picture", proof.job.result_id)
    threads = list(proof.threads.all())
    if threads:
        open_ones = sum(not thread.resolved for thread in threads)
        yield fact("comments", f"{len(threads)} threads, {open_ones} open")


def _reviewed(weave: Weave, proof: Proof, made: str, chapter: Chapter) -> str:
    review: Review | None = getattr(proof, "review", None)
    if review is None:
        return ""
    here = weave.add(
        Node(
            id=f"review:{review.pk}",
            kind="handback" if review.verdict == CHANGED else "review",
            prov="activity",
            chapter=chapter,
            title="Handed back" if review.verdict == CHANGED else "Review",
            moment=review.decided_at,
            person=review.reviewer.get_username(),
            state=review.verdict,
            page=reverse("proof", args=[proof.pk]),
            facts=tuple(_review_facts(review)),
        ),
        by=review.reviewer,
    )
    weave.tie(here, Relation.USED, made)
    return here


def _review_facts(review: Review) -> Iterator[Fact]:
    yield sha256("picture judged", review.digest)
    if review.reason_code:
        yield fact("about", review.get_reason_code_display())
    if review.reason:
        yield fact("reason", review.reason)
    if review.suggested_stage:
        yield fact("stage to change", review.suggested_stage)
    if review.waived:
        yield fact("findings waived", review.waived)
