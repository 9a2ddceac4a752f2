"""Two people at the same moment: one outcome each time."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from editor.actions.errors import ActionError
from editor.actions.projects import remove_member
from editor.actions.publications import publish
from editor.actions.renders import render
from editor.actions.reviews import decide
from editor.actions.withdrawals import withdraw
from editor.models import Membership, Proof, Publication, Review
from jobs.artifacts import digest_of
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread of its own, all let go together; what each gave or raised."""
    gate = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def refusals(outcomes: list[object]) -> list[str]:
    return [str(one) for one in outcomes if isinstance(one, ActionError)]


def test_renders_asked_for_at_once_get_revisions_of_their_own():
    ada = factories.person()
    candidate = factories.candidate(factories.project(creative=ada))

    def ask() -> Proof:
        return render(candidate=candidate, asked_by=ada, recipe_name="upscale-only")

    outcomes = at_once(*[ask] * 6)
    assert sorted(proof.revision for proof in outcomes) == [1, 2, 3, 4, 5, 6]


def test_of_two_reviewers_one_decides_and_the_other_is_told_who():
    ben, eve = factories.person("ben"), factories.person("eve")
    proof = factories.proof(factories.candidate(factories.project(reviewer=ben, reviewer_2=eve)))

    def say(reviewer, verdict):
        return lambda: decide(
            proof=proof,
            reviewer=reviewer,
            verdict=verdict,
            reason="Banding in the sky.",
            digest=proof.job.result_id,
        )

    outcomes = at_once(say(ben, "approved"), say(eve, "rejected"))
    (told,) = refusals(outcomes)
    review = Review.objects.get()
    assert f"{review.reviewer.username} has already decided" in told
    assert Event.objects.filter(kind="proof.reviewed").count() == 1


def test_a_proof_published_twice_at_once_has_one_address():
    ada = factories.person()
    proof = factories.proof(factories.candidate(factories.project(creative=ada)))
    factories.gate_step(proof.job)
    factories.review(proof, by=factories.person())
    outcomes = at_once(*[lambda: publish(proof=proof, by=ada)] * 4)
    told = refusals(outcomes)
    assert len(told) == 3
    assert all("already" in words for words in told)
    assert Publication.objects.count() == 1
    assert Publication.objects.get().files.count() == 1


def test_two_leads_who_take_each_other_out_leave_one():
    ben = factories.person()
    project = factories.project(lead_2=ben)
    ada = project.created_by
    at_once(
        lambda: remove_member(project=project, user=ben, by=ada),
        lambda: remove_member(project=project, user=ada, by=ben),
    )
    assert Membership.objects.filter(project=project, role="lead").count() == 1


def test_a_publication_withdrawn_while_it_is_downloaded_is_given_out_whole_or_not_at_all():
    ada, ben = factories.person(), factories.person()
    proof = factories.proof(factories.candidate(factories.project(creative=ada, reviewer=ben)))
    factories.gate_step(proof.job)
    factories.review(proof, by=factories.person())
    publication = factories.publication(proof, by=ada)
    file = publication.files.get()
    answers = []

    def download() -> None:
        for _ in range(4):
            answers.append(Client().get(file.address))

    def take_back() -> None:
        withdraw(publication=publication, by=ben, reason="error")

    outcomes = at_once(download, take_back, download, take_back)
    assert [words for words in refusals(outcomes) if "already" in words] == refusals(outcomes)
    assert len(refusals(outcomes)) == 1
    assert {answer.status_code for answer in answers} <= {200, 410}
    whole = {digest_of(answer.content) for answer in answers if answer.status_code == 200}
    assert whole <= {file.signed_id}
    assert Client().get(file.address).status_code == 410
