"""Who is told of what: those whom it asks or answers, and never whoever did it."""

import pytest
from django.db import transaction
from django.utils import timezone

from editor.actions import threads
from editor.actions.projects import remove_member
from editor.actions.publications import publish
from editor.actions.reviews import decide
from editor.actions.withdrawals import withdraw
from editor.models import Notice, WebhookMessage
from editor.own import notices_of, stream_of
from editor.webhooks import sending
from jobs.endings import end_done, end_failed
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {name: factories.person(name) for name in ("lena", "mia", "rita", "rob")}


@pytest.fixture
def project(people):
    lena, mia, rita, rob = people.values()
    return factories.project(lead=lena, creative=mia, reviewer=rita, reviewer_2=rob)


@pytest.fixture
def candidate(project, people):
    return factories.candidate(project, by=people["mia"])


@pytest.fixture
def proof(candidate, people):
    made = factories.proof(candidate, by=people["mia"])
    factories.gate_step(made.job)
    return made


def told():
    """What was told since the start: to whom, of which kind, in which words."""
    rows = Notice.objects.order_by("pk").values_list("person__username", "kind", "words")
    return {(person, kind): words for person, kind, words in rows}


def rendered(proof, verdict="pass"):
    """Let a proof's job end as its worker would."""
    job = proof.job
    job.verdict = verdict
    end_done(job, {"picture": factories.artifact().digest}, timezone.now())


def test_every_reviewer_hears_of_a_proof_that_passed_but_no_maker(candidate, people):
    rendered(factories.proof(candidate, by=people["rob"], status="running"))
    words = "Revision 1 of “photo.png” waits for your review."
    assert told() == {("lena", "review.waits"): words, ("rita", "review.waits"): words}


def test_what_was_sent_back_returns_to_whoever_sent_it_alone(candidate, people):
    again = factories.proof(candidate, by=people["mia"], status="running")
    again.claims.create(reviewer=people["rob"])
    rendered(again)
    words = "Revision 1 of “photo.png” came back to you for review."
    assert told() == {("rob", "review.waits"): words}


def test_an_auditor_is_not_asked_to_review(candidate, people):
    auditor = factories.auditor()
    candidate.project.memberships.create(user=auditor, role="reviewer")
    rendered(factories.proof(candidate, by=people["mia"], status="running"))
    assert {person for person, _ in told()} == {"lena", "rita", "rob"}


def test_the_maker_hears_that_the_gate_failed_it(candidate, people):
    rendered(factories.proof(candidate, by=people["mia"], status="running"), "fail")
    words = "The gate failed revision 1 of “photo.png”."
    assert told() == {("mia", "gate.failed"): words}


def test_whoever_asked_hears_that_a_job_failed_and_why(project, people):
    exploration = factories.exploration(project, by=people["mia"])
    end_failed(exploration.job, exploration.job.steps.get(), "The disk is full.")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (people["mia"], "job.failed")
    assert notice.detail == "The disk is full."
    assert notice.page == f"/explorations/{exploration.pk}/"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("approved", "rita approved revision 1 of “photo.png”."),
        ("rejected", "rita rejected revision 1 of “photo.png”."),
        ("changes", "rita asks for changes to revision 1 of “photo.png”."),
    ],
)
def test_the_maker_hears_of_a_decision_once(proof, people, verdict, words):
    place = threads.Place(0.1, 0.1) if verdict == "changes" else None
    decide(
        proof=proof, reviewer=people["rita"], verdict=verdict, reason="Banding.", place=place,
        digest=proof.job.result_id,
    )  # fmt: skip
    assert told() == {("mia", "review.decided"): words}
    assert Notice.objects.get().detail == "Banding."


def test_a_comment_reaches_the_maker_and_an_answer_everybody_in_the_thread(proof, people):
    lena, mia, rita, _ = people.values()
    thread = threads.open_thread(proof=proof, text="A seam.", by=rita)
    assert told() == {("mia", "thread.answered"): "rita commented on revision 1 of “photo.png”."}
    threads.reply(thread=thread, text="Where?", by=lena)
    Notice.objects.all().delete()
    threads.reply(thread=thread, text="On the left.", by=mia)
    assert set(told()) == {("rita", "thread.answered"), ("lena", "thread.answered")}
    assert not Notice.objects.exclude(detail="").exists()


def test_publishing_and_withdrawing_are_told_to_those_who_made_and_reviewed(proof, people):
    lena, _, rita, _ = people.values()
    factories.review(proof, by=rita)
    publication = factories.publication(proof, by=lena)
    assert set(told()) == {("mia", "publication.done"), ("rita", "publication.done")}
    Notice.objects.all().delete()
    withdraw(publication=publication, by=rita, reason="rights")
    words = "rita withdrew revision 1 of “photo.png”."
    assert told() == {
        ("mia", "publication.withdrawn"): words,
        ("lena", "publication.withdrawn"): words,
    }


def test_whoever_ordered_files_hears_that_they_did_not_pass(
    project, proof, people, django_capture_on_commit_callbacks
):
    factories.review(proof, by=people["rita"])
    project.publication_formats.create(format="jpeg", longest_side=32, added_by=people["lena"])
    job = publish(proof=proof, by=people["mia"]).files.get().job
    with django_capture_on_commit_callbacks(execute=True):
        end_failed(job, job.steps.first(), "The disk is full.")
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.kind) == (people["mia"], "publication.done")
    assert "could not be made: The disk is full." in notice.detail


def test_leads_hear_that_a_webhook_was_switched_off(project, people, settings):
    message = factories.webhook_message(factories.webhook(project, url="https://127.0.0.1/hooks"))
    WebhookMessage.objects.filter(pk=message.pk).update(tries=len(sending.WAITS))
    sending.deliver(message.pk)
    assert told() == {("lena", "webhook.off"): "The webhook of “Posters” was switched off."}


def test_who_left_the_project_is_told_nothing_and_shown_nothing(proof, people):
    lena, mia, rita, _ = people.values()
    decide(proof=proof, reviewer=rita, verdict="approved", digest=proof.job.result_id)
    remove_member(project=proof.candidate.project, user=mia, by=lena)
    threads.open_thread(proof=proof, text="A seam.", by=rita)
    assert Notice.objects.count() == 1
    assert not notices_of(mia).exists()


def test_what_is_undone_is_told_to_nobody(proof, people):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        threads.open_thread(proof=proof, text="A seam.", by=people["rita"])
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_a_persons_own_stream_says_how_many_are_unread(proof, people):
    for _ in range(2):
        threads.open_thread(proof=proof, text="A seam.", by=people["rita"])
    events = Event.objects.filter(stream=stream_of(people["mia"])).order_by("number")
    assert [(event.kind, event.payload["unread"]) for event in events] == [
        ("notice.added", 1),
        ("notice.added", 2),
    ]
