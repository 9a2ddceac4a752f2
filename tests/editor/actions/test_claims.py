"""Taking proofs on, and what that keeps others from."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from editor import queries
from editor.actions import claims
from editor.actions.errors import ActionError
from editor.actions.renders import render
from editor.actions.reviews import decide
from editor.models import Claim
from editor.queries import Show
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {name: factories.person(name) for name in ("maker", "rita", "sam", "lead")}


@pytest.fixture
def proof(people):
    project = factories.project(
        lead=people["lead"],
        creative=people["maker"],
        reviewer=people["rita"],
        reviewer_2=people["sam"],
    )
    return factories.proof(factories.candidate(project), by=people["maker"])


def refuse(proof, reviewer, verdict="changes", **more):
    return decide(
        proof=proof,
        reviewer=reviewer,
        verdict=verdict,
        reason="The sky is banded.",
        digest=proof.job.result_id,
        **more,
    )


def test_whoever_comes_second_is_told_who_was_first(proof, people):
    claims.claim(proof=proof, by=people["rita"])
    with pytest.raises(ActionError, match="rita has claimed this proof since"):
        claims.claim(proof=proof, by=people["sam"])


def test_a_claim_of_ones_own_is_given_again(proof, people):
    first = claims.claim(proof=proof, by=people["rita"])
    assert claims.claim(proof=proof, by=people["rita"]) == first


def test_the_database_holds_one_claim_a_proof(proof, people):
    claims.claim(proof=proof, by=people["rita"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(proof=proof, reviewer=people["sam"])


def test_the_maker_and_creatives_claim_nothing(proof, people):
    with pytest.raises(PermissionDenied):
        claims.claim(proof=proof, by=people["maker"])
    own = factories.proof(proof.candidate, by=people["lead"])
    with pytest.raises(ActionError, match="You made this proof"):
        claims.claim(proof=own, by=people["lead"])


def test_what_is_rendering_or_decided_is_not_claimed(proof, people):
    running = factories.proof(proof.candidate, by=people["maker"], status="running")
    with pytest.raises(ActionError, match="running"):
        claims.claim(proof=running, by=people["rita"])
    refuse(proof, people["rita"])
    with pytest.raises(ActionError, match="decided on"):
        claims.claim(proof=proof, by=people["sam"])


def test_a_claimed_proof_is_decided_on_by_nobody_else(proof, people):
    claims.claim(proof=proof, by=people["rita"])
    with pytest.raises(ActionError, match="rita has claimed"):
        refuse(proof, people["sam"])
    assert refuse(proof, people["rita"]).reviewer == people["rita"]


def test_a_released_proof_is_anybodys(proof, people):
    claims.claim(proof=proof, by=people["rita"])
    released = claims.release(proof=proof, by=people["rita"])
    assert released.released_by == people["rita"]
    assert claims.claim(proof=proof, by=people["sam"]).reviewer == people["sam"]


def test_only_a_lead_releases_what_another_holds(proof, people):
    claims.claim(proof=proof, by=people["rita"])
    with pytest.raises(ActionError, match="Only they or a lead"):
        claims.release(proof=proof, by=people["sam"])
    assert claims.release(proof=proof, by=people["lead"]).reviewer == people["rita"]
    with pytest.raises(ActionError, match="Nobody has claimed"):
        claims.release(proof=proof, by=people["lead"])


def test_what_was_sent_back_returns_to_who_sent_it(proof, people):
    refuse(proof, people["rita"])
    again = render(candidate=proof.candidate, asked_by=people["maker"], recipe_name="upscale-only")
    assert claims.holder(again).reviewer == people["rita"]


def test_a_rejected_revision_leaves_the_next_to_anybody(proof, people):
    refuse(proof, people["rita"], verdict="rejected")
    again = render(candidate=proof.candidate, asked_by=people["maker"], recipe_name="upscale-only")
    assert claims.holder(again) is None


def test_it_does_not_return_to_somebody_who_left_the_project(proof, people):
    refuse(proof, people["rita"])
    proof.candidate.project.memberships.filter(user=people["rita"]).delete()
    again = render(candidate=proof.candidate, asked_by=people["maker"], recipe_name="upscale-only")
    assert claims.holder(again) is None


def test_the_queue_is_what_one_holds_or_nobody_does(proof, people):
    other = factories.proof(factories.candidate(proof.candidate.project), by=people["maker"])
    claims.claim(proof=proof, by=people["rita"])

    def shown(name, show):
        return set(queries.review_queue(people[name], show))

    assert shown("rita", Show.OPEN) == {proof, other}
    assert shown("rita", Show.MINE) == {proof}
    assert shown("sam", Show.OPEN) == {other}
    assert shown("sam", Show.ALL) == {proof, other}
    assert queries.next_to_review(people["rita"], besides=other) == proof
    assert queries.next_to_review(people["sam"], besides=other) is None


def test_the_queue_takes_as_many_queries_for_many_as_for_one(
    proof, people, django_assert_num_queries
):
    def look(count):
        with django_assert_num_queries(count):
            return queries.queue_page(people["rita"], Show.OPEN, None)

    assert len(look(6).rows) == 1
    for _ in range(4):
        factories.proof(factories.candidate(proof.candidate.project), by=people["maker"])
    assert len(look(6).rows) == 5


def test_a_refusal_says_what_it_is_about_and_which_stage(proof, people):
    factories.gate_step(proof.job)
    review = refuse(proof, people["rita"], reason_code="tone", suggested_stage="gate")
    assert (review.reason_code, review.suggested_stage) == ("tone", "gate")


@pytest.mark.parametrize(
    ("verdict", "more", "words"),
    [
        ("changes", {"reason_code": "mood"}, "'mood' is not a reason"),
        ("changes", {"suggested_stage": "denoise"}, "ran no stage 'denoise'"),
        ("rejected", {"suggested_stage": "gate"}, "Only changes can suggest a stage"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(proof, people, verdict, more, words):
    with pytest.raises(ActionError, match=words):
        refuse(proof, people["rita"], verdict=verdict, **more)
