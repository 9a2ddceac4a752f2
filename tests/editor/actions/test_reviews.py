"""Decisions on proofs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from editor.actions.errors import ActionError
from editor.actions.reviews import decide
from editor.models import Proof, Review
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return factories.person("maker")


@pytest.fixture
def reviewer():
    return factories.person("reviewer")


@pytest.fixture
def proof(maker, reviewer):
    project = factories.project(creative=maker, reviewer=reviewer)
    return factories.proof(factories.candidate(project), by=maker)


def approve(proof: Proof, reviewer, **changes):
    return decide(
        **{
            "proof": proof,
            "reviewer": reviewer,
            "verdict": "approved",
            "digest": proof.job.result_id,
            **changes,
        }
    )


def test_an_approval_keeps_who_what_and_on_which_bytes(proof, maker, reviewer):
    review = approve(proof, reviewer)
    assert (review.reviewer, review.maker) == (reviewer, maker)
    assert review.digest == proof.job.result_id
    assert review.gate_verdict == "pass"


def test_a_decision_is_told_to_the_projects_watchers(proof, reviewer):
    approve(proof, reviewer)
    event = Event.objects.get(stream_id=proof.candidate.project.stream)
    assert event.kind == "proof.reviewed"
    assert event.payload == {"proof": str(proof.id), "verdict": "approved"}


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_the_maker_never_approves_whatever_their_powers(proof, maker, power):
    setattr(maker, power, True)
    maker.save()
    proof.candidate.project.memberships.filter(user=maker).update(role="lead")
    with pytest.raises(ActionError, match="someone else has to approve"):
        approve(proof, maker)


def test_the_database_itself_refuses_a_makers_approval(proof, maker):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.review(proof, by=maker)


def test_the_database_itself_refuses_an_approval_that_the_gate_failed(proof, reviewer):
    proof.job.verdict = "fail"
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.review(proof, by=reviewer)


def test_the_maker_may_reject_their_own_proof(proof, maker):
    proof.candidate.project.memberships.filter(user=maker).update(role="lead")
    review = approve(proof, maker, verdict="rejected", reason="I can do better.")
    assert review.verdict == "rejected"


def judged(maker, reviewer, verdict):
    project = factories.project(creative=maker, reviewer=reviewer)
    return factories.proof(factories.candidate(project), by=maker, verdict=verdict)


def test_what_the_gate_failed_is_not_approved(maker, reviewer):
    proof = judged(maker, reviewer, "fail")
    with pytest.raises(ActionError, match="gate failed"):
        approve(proof, reviewer)


def test_what_no_gate_looked_at_is_not_approved(maker, reviewer):
    proof = judged(maker, reviewer, "")
    with pytest.raises(ActionError, match="No gate looked"):
        approve(proof, reviewer)


def test_what_the_gate_failed_may_be_rejected(maker, reviewer):
    proof = judged(maker, reviewer, "fail")
    assert approve(proof, reviewer, verdict="rejected", reason="Text is left.").pk


@pytest.mark.parametrize("status", ["queued", "running", "failed", "cancelled"])
def test_only_a_finished_proof_is_judged(maker, reviewer, status):
    project = factories.project(creative=maker, reviewer=reviewer)
    proof = factories.proof(factories.candidate(project), by=maker, status=status)
    with pytest.raises(ActionError, match=f"The render is {status}"):
        approve(proof, reviewer, digest="0" * 64)


def test_a_decision_on_other_bytes_is_refused(proof, reviewer):
    with pytest.raises(ActionError, match="changed while you looked") as caught:
        approve(proof, reviewer, digest="0" * 64)
    assert caught.value.field == "digest"


@pytest.mark.parametrize("verdict", ["rejected", "changes"])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_refusal_needs_a_reason(proof, reviewer, verdict, reason):
    with pytest.raises(ActionError, match="Say why"):
        approve(proof, reviewer, verdict=verdict, reason=reason)


def test_a_reason_has_an_end(proof, reviewer):
    with pytest.raises(ActionError, match="longer than 4000"):
        approve(proof, reviewer, verdict="rejected", reason="x" * 100_000)


def test_an_unknown_verdict_is_refused(proof, reviewer):
    with pytest.raises(ActionError, match="'fine' is not a verdict"):
        approve(proof, reviewer, verdict="fine")


def test_a_proof_is_decided_once(proof, reviewer):
    approve(proof, reviewer)
    with pytest.raises(ActionError, match="reviewer has already decided: approved"):
        approve(proof, reviewer, verdict="rejected", reason="On second thoughts.")
    assert Review.objects.get().verdict == "approved"


def test_a_decision_that_slipped_in_between_wins(proof, reviewer, monkeypatch):
    def slip_in(*_):
        factories.review(proof, by=reviewer, verdict="rejected")

    monkeypatch.setattr("editor.actions.reviews.check_approval", slip_in)
    with pytest.raises(ActionError, match="already decided: rejected"):
        approve(proof, reviewer)
    assert not Event.objects.exists()


@pytest.mark.parametrize("role", ["creative", "stranger", "admin"])
def test_only_reviewers_and_leads_decide(proof, role):
    someone = factories.person(staff=role == "admin")
    if role == "creative":
        proof.candidate.project.memberships.create(user=someone, role=role)
    with pytest.raises(PermissionDenied):
        approve(proof, someone)
