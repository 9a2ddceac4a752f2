"""Talking about proofs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from editor import queries
from editor.actions import threads
from editor.actions.errors import ActionError
from editor.actions.reviews import decide
from editor.actions.threads import Place
from editor.models import Thread
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return factories.person("maker")


@pytest.fixture
def rita():
    return factories.person("rita")


@pytest.fixture
def proof(maker, rita):
    project = factories.project(creative=maker, reviewer=rita)
    return factories.proof(factories.candidate(project), by=maker)


@pytest.fixture
def thread(proof, rita):
    return threads.open_thread(
        proof=proof, text="A seam.", place=Place(0.5, 0.25, 0.2, 0.1), by=rita
    )


def turns(proof):
    return [
        [(turn.author.username, turn.kind) for turn in card.comments]
        for card in queries.threads_on(proof)
    ]


def test_a_thread_is_opened_at_a_place_and_told(proof, thread):
    (card,) = queries.threads_on(proof)
    assert (card.place, card.carried_over) == ((0.5, 0.25, 0.2, 0.1), False)
    event = Event.objects.get(kind="thread.changed")
    assert event.payload == {"candidate": str(proof.candidate_id), "thread": str(thread.id)}


def test_the_maker_answers_resolves_and_the_reviewer_reopens(proof, thread, maker, rita):
    threads.reply(thread=thread, text="Which one?", by=maker)
    threads.resolve(thread=thread, by=maker)
    threads.reopen(thread=thread, by=rita)
    assert turns(proof) == [
        [("rita", "said"), ("maker", "said"), ("maker", "resolved"), ("rita", "reopened")]
    ]


def test_a_thread_is_resolved_once(thread, maker, rita):
    threads.resolve(thread=thread, by=maker)
    with pytest.raises(ActionError, match="resolved already"):
        threads.resolve(thread=thread, by=rita)
    with pytest.raises(ActionError, match="reopen it"):
        threads.reply(thread=thread, text="And here?", by=rita)


def test_open_threads_are_carried_over_and_settled_ones_are_not(proof, thread, maker, rita):
    settled = threads.open_thread(proof=proof, text="The edge.", by=rita)
    threads.resolve(thread=settled, by=maker)
    later = factories.proof(proof.candidate, by=maker)
    assert [(card.thread, card.carried_over) for card in queries.threads_on(later)] == [
        (thread, True)
    ]
    assert {card.thread for card in queries.threads_on(proof)} == {thread, settled}


def test_an_earlier_revision_knows_nothing_of_later_threads(proof, maker, rita):
    later = factories.proof(proof.candidate, by=maker)
    threads.open_thread(proof=later, text="New.", by=rita)
    assert queries.threads_on(proof) == ()


def test_words_are_withdrawn_by_their_author_and_by_nobody_else(thread, maker, rita):
    comment = thread.comments.get()
    with pytest.raises(ActionError, match="Only whoever wrote"):
        threads.withdraw(comment=comment, by=maker)
    assert threads.withdraw(comment=comment, by=rita).withdrawn_at is not None
    with pytest.raises(ActionError, match="withdrawn already"):
        threads.withdraw(comment=comment, by=rita)


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Say something"), ("x" * 100_000, "100000 characters; at most 4000")]
)
def test_empty_and_endless_words_are_refused(proof, rita, text, words):
    with pytest.raises(ActionError, match=words):
        threads.open_thread(proof=proof, text=text, by=rita)


@pytest.mark.parametrize(
    "place",
    [Place(-0.1, 0), Place(0, 1.01), Place(float("nan"), 0), Place(0.9, 0.9, 0.2, 0.05)],
)
def test_a_place_outside_the_picture_is_refused(proof, rita, place):
    with pytest.raises(ActionError) as refusal:
        threads.open_thread(proof=proof, text="Here.", place=place, by=rita)
    assert refusal.value.field == "place"
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        {"x": 0.9, "y": 0.0, "width": 0.2, "height": 0.0},
        {"x": 0.5, "y": None, "width": None, "height": None},
    ],
)
def test_the_database_refuses_a_place_that_cannot_be(proof, rita, place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(
            candidate=proof.candidate, proof=proof, number=1, opened_by=rita, **place
        )


def test_a_stranger_says_nothing(proof):
    with pytest.raises(PermissionDenied, match="Only members"):
        threads.open_thread(proof=proof, text="Hello.", by=factories.person())


def test_changes_that_point_at_a_place_open_a_thread_there(proof, rita):
    decide(
        proof=proof,
        reviewer=rita,
        verdict="changes",
        reason="The letters show.",
        place=Place(0.1, 0.2),
        digest=proof.job.result_id,
    )
    (card,) = queries.threads_on(proof)
    assert (card.place, card.comments[0].text) == ((0.1, 0.2, 0.0, 0.0), "The letters show.")
