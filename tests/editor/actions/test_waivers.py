"""Letting one finding of the gate pass."""

import pytest
from django.core.exceptions import PermissionDenied

from editor.actions.errors import ActionError
from editor.actions.reviews import decide
from editor.actions.waivers import waive
from editor.models import LedgerEntry
from editor.queries.waivers import covered
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db

HERE, THERE = (0, 0, 8, 8), (20, 10, 6, 4)


@pytest.fixture
def maker():
    return factories.person("maker")


@pytest.fixture
def reviewer():
    return factories.person("reviewer")


@pytest.fixture
def proof(maker, reviewer):
    project = factories.project(creative=maker, reviewer=reviewer)
    made = factories.proof(factories.candidate(project), by=maker, verdict="fail")
    factories.gate_step(made.job, factories.failed_check(HERE, THERE))
    return made


def let_pass(proof, by, **changes):
    return waive(
        **{
            "proof": proof, "by": by, "check": "seam", "box": HERE, "reason": "It is a shelf.",
            "digest": proof.job.result_id, **changes,
        }
    )  # fmt: skip


def approve(proof, reviewer):
    return decide(proof=proof, reviewer=reviewer, verdict="approved", digest=proof.job.result_id)


def test_a_waiver_keeps_who_why_and_which_finding(proof, reviewer):
    made = let_pass(proof, reviewer)
    assert (made.waived_by, made.reason, made.box) == (reviewer, "It is a shelf.", HERE)
    assert (made.check_name, made.check_version) == ("seam", "1")
    assert made.finding == "A step along the border"
    assert made.digest == proof.job.result_id


def test_a_proof_is_approved_only_when_every_finding_was_waived(proof, reviewer):
    with pytest.raises(ActionError, match="2 findings are open"):
        approve(proof, reviewer)
    let_pass(proof, reviewer)
    with pytest.raises(ActionError, match="1 finding is open"):
        approve(proof, reviewer)
    let_pass(proof, reviewer, box=THERE)
    review = approve(proof, reviewer)
    assert (review.gate_verdict, review.waived) == ("fail", 2)


def test_the_gates_verdict_stays_as_it_is(proof, reviewer):
    let_pass(proof, reviewer)
    proof.job.refresh_from_db()
    assert proof.job.verdict == "fail"


def test_a_waiver_is_told_and_stands_in_the_ledger(proof, reviewer):
    let_pass(proof, reviewer)
    event = Event.objects.get(stream_id=proof.candidate.project.stream)
    assert (event.kind, event.payload["check"]) == ("finding.waived", "seam")
    entry = LedgerEntry.objects.get(kind="finding.waived")
    assert entry.actor == "reviewer"
    assert "It is a shelf." in entry.body


def test_who_had_a_hand_in_the_proof_waives_nothing(proof, maker, reviewer):
    proof.candidate.project.memberships.filter(user=maker).update(role="lead")
    with pytest.raises(ActionError, match="You made this proof"):
        let_pass(proof, maker)
    proof.contributions.create(person=reviewer, part="masked")
    with pytest.raises(ActionError, match="You drew this proof's mask"):
        let_pass(proof, reviewer)


def test_a_creative_waives_nothing(proof):
    other = factories.person("other")
    proof.candidate.project.memberships.create(user=other, role="creative")
    with pytest.raises(PermissionDenied):
        let_pass(proof, other)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 1001}, "longer than 1000"),
        ({"check": "halo"}, "'halo' did not fail here; checks that did: seam"),
        ({"box": (1, 1, 1, 1)}, r"found nothing at \[1, 1, 1, 1\]"),
        ({"digest": "0" * 64}, "changed while you looked"),
    ],
)
def test_what_cannot_be_waived_is_told(proof, reviewer, changes, said):
    with pytest.raises(ActionError, match=said):
        let_pass(proof, reviewer, **changes)


def test_a_finding_is_waived_once(proof, reviewer):
    let_pass(proof, reviewer)
    with pytest.raises(ActionError, match="waived this finding already"):
        let_pass(proof, reviewer)


def test_nothing_is_waived_after_the_decision(proof, reviewer):
    decide(
        proof=proof, reviewer=reviewer, verdict="rejected", reason="No.",
        digest=proof.job.result_id,
    )  # fmt: skip
    with pytest.raises(ActionError, match="decided on"):
        let_pass(proof, reviewer)


def test_a_check_that_broke_cannot_be_answered_for(maker, reviewer):
    project = factories.project(creative=maker, reviewer=reviewer)
    proof = factories.proof(factories.candidate(project), by=maker, verdict="fail")
    factories.gate_step(proof.job, factories.failed_check(error="OutOfTime: no answer"))
    with pytest.raises(ActionError, match=r"could not finish looking \(Seam\)"):
        approve(proof, reviewer)


def test_waivers_answer_for_the_same_place_in_another_size_of_the_picture(proof, reviewer):
    made = let_pass(proof, reviewer)
    report = factories.gate_step(factories.job(proof.candidate.project, by=reviewer),
                                 factories.failed_check((4, 4, 8, 8)))  # fmt: skip
    assert covered(report, [made], scale=2)
    assert not covered(report, [made], scale=0.5)
    assert not covered(report, [])
