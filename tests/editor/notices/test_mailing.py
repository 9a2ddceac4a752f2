"""Notices by e-mail: gathered, sent once, tried again, and only what a person wants and may see."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from editor import courier
from editor.actions.notices import choose_mail, mark_read, stop_mail
from editor.actions.projects import remove_member
from editor.actions.threads import open_thread
from editor.models import Notice, NoticeMail
from editor.notices import mailing
from tests import factories

pytestmark = pytest.mark.django_db

Status = NoticeMail.Status


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_CONFIGURED = True
    settings.DEFAULT_FROM_EMAIL = "Imprimatur <studio@example.com>"
    settings.PUBLIC_ADDRESS = "https://studio.example.com"


@pytest.fixture
def mia():
    person = factories.person("mia")
    person.email = "mia@example.com"
    person.save()
    return person


@pytest.fixture
def rita():
    return factories.person("rita")


@pytest.fixture
def proof(mia, rita):
    project = factories.project(creative=mia, reviewer=rita)
    return factories.proof(factories.candidate(project), by=mia)


def comment(proof, rita):
    open_thread(proof=proof, text="A secret seam.", by=rita)


def later():
    """Let what was gathered be due, and carry it."""
    NoticeMail.objects.filter(status=Status.WAITING).update(due_at=timezone.now())
    courier.carry_mail()


def test_what_comes_within_a_short_time_is_one_mail_to_a_person(proof, rita):
    for _ in range(3):
        comment(proof, rita)
    courier.carry_mail()
    assert outbox.outbox == []
    later()
    later()
    (sent,) = outbox.outbox
    assert (sent.to, sent.subject) == (["mia@example.com"], "3 notices from Imprimatur")
    assert sent.body.count("rita commented on revision 1 of “photo.png”. (Posters)") == 3
    assert f"https://studio.example.com/proofs/{proof.pk}/#threads" in sent.body
    assert "secret" not in sent.body and not sent.attachments
    assert NoticeMail.objects.get().status == Status.SENT


def test_what_comes_after_a_mail_was_begun_makes_the_next(proof, rita):
    comment(proof, rita)
    later()
    comment(proof, rita)
    later()
    assert [sent.subject for sent in outbox.outbox] == [
        "rita commented on revision 1 of “photo.png”."
    ] * 2


def test_a_server_that_is_away_is_tried_again_and_given_up_with_the_reason(proof, rita, settings):
    comment(proof, rita)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for tries in range(1, len(mailing.WAITS) + 1):
        later()
        mail = NoticeMail.objects.get()
        assert (mail.status, mail.tries) == (Status.WAITING, tries)
        assert mail.due_at > timezone.now() + timedelta(seconds=mailing.WAITS[tries - 1] - 5)
    later()
    mail.refresh_from_db()
    assert (mail.status, mail.fault) == (
        Status.GIVEN_UP,
        "ConnectionRefusedError: [Errno 111] Connection refused",
    )


def test_a_mail_whose_sender_was_lost_is_sent_by_another(proof, rita):
    comment(proof, rita)
    past, claim = timezone.now() - timedelta(seconds=1), "0" * 32
    NoticeMail.objects.update(status=Status.SENDING, claim=claim, tries=1, due_at=past)
    courier.carry_mail()
    assert len(outbox.outbox) == 1


def test_what_was_read_is_not_sent(proof, rita, mia):
    comment(proof, rita)
    mark_read(person=mia, until=Notice.objects.get().pk)
    later()
    assert outbox.outbox == []
    assert NoticeMail.objects.get().status == Status.NEEDLESS


def test_who_left_the_project_is_sent_nothing_of_it(proof, rita, mia):
    comment(proof, rita)
    project = proof.candidate.project
    remove_member(project=project, user=mia, by=project.created_by)
    later()
    assert outbox.outbox == []


def test_a_kind_that_is_not_wanted_is_not_gathered_and_the_rest_is(proof, rita, mia):
    choose_mail(person=mia, on=True, kinds=["review.decided"])
    comment(proof, rita)
    assert not NoticeMail.objects.exists()
    choose_mail(person=mia, on=True, kinds=["thread.answered"])
    comment(proof, rita)
    choose_mail(person=mia, on=True, kinds=[])
    later()
    assert outbox.outbox == []


def test_nothing_is_gathered_without_a_server_or_an_address(proof, rita, mia, settings):
    settings.EMAIL_CONFIGURED = False
    comment(proof, rita)
    settings.EMAIL_CONFIGURED = True
    mia.email = ""
    mia.save()
    comment(proof, rita)
    assert Notice.objects.count() == 2
    assert not NoticeMail.objects.exists()


def test_the_link_in_a_mail_stops_all_of_it_without_signing_in(proof, rita, mia):
    comment(proof, rita)
    later()
    headers = outbox.outbox[0].extra_headers
    link = headers["List-Unsubscribe"].strip("<>").removeprefix("https://studio.example.com")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mailbox = Client(enforce_csrf_checks=True)
    assert mailbox.get(link).status_code == 200
    assert mailbox.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    comment(proof, rita)
    later()
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize("link", ["1", "1:forged", "x" * 500])
def test_a_link_that_we_did_not_sign_stops_nothing(client, link):
    assert client.post(f"/notices/stop/{link}/").status_code == 404


def test_stopping_keeps_what_was_chosen(mia):
    choose_mail(person=mia, on=True, kinds=["webhook.off"])
    stop_mail(person=mia)
    mia.refresh_from_db()
    assert not mia.mail_choice.on
    assert "webhook.off" not in mia.mail_choice.left_out
