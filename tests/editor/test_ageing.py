"""What the steward removes: sessions that ended, and notices that were read long ago."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from editor import ageing
from editor.models import BrowserSession, Notice, NoticeMail
from jobs.steward import chores
from tests import factories

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LONG_AGO = NOW - ageing.KEPT - timedelta(hours=1)


@pytest.fixture
def told():
    """Write a notice that was read then, or never."""
    project = factories.project()

    def write(read_at=None, mail=None):
        return Notice.objects.create(
            person=project.created_by, project=project, kind="review.waits", words="A proof waits.",
            page="/reviews/", read_at=read_at, mail=mail,
        )  # fmt: skip

    return write


def test_a_session_that_ended_goes_with_what_was_known_of_it():
    ended, going = Client(), Client()
    for client in (ended, going):
        factories.person(name := "ada" if client is ended else "ben")
        client.post("/sign-in/", {"username": name, "password": factories.PASSWORD})
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=LONG_AGO)
    assert ageing.remove_aged(NOW) == 1
    assert Session.objects.get().pk == going.session.session_key
    assert BrowserSession.objects.get().session_id == going.session.session_key


def test_a_notice_goes_long_after_it_was_read_and_not_before(told):
    told(read_at=LONG_AGO)
    kept = [told(read_at=NOW - ageing.KEPT + timedelta(hours=1)), told()]
    ageing.remove_aged(NOW)
    assert list(Notice.objects.order_by("id")) == kept


def test_an_e_mail_of_long_ago_goes_and_its_unread_notice_stays(told):
    mail = NoticeMail.objects.create(
        person=factories.person("ada"), status="sent", due_at=LONG_AGO, ended_at=LONG_AGO
    )
    notice = told(mail=mail)
    ageing.remove_aged(NOW)
    notice.refresh_from_db()
    assert notice.mail is None
    assert not NoticeMail.objects.exists()


def test_more_than_fit_one_statement_go_all_the_same(told, monkeypatch):
    monkeypatch.setattr(ageing, "MOST_AT_ONCE", 2)
    for _ in range(5):
        told(read_at=LONG_AGO)
    assert ageing.remove_aged(NOW) == 5


def test_the_steward_removes_once_and_then_waits(told, monkeypatch):
    monkeypatch.setattr(ageing, "_last", float("-inf"))
    assert ageing.remove_when_due in chores()
    told(read_at=LONG_AGO)
    ageing.remove_when_due()
    told(read_at=LONG_AGO)
    ageing.remove_when_due()
    assert Notice.objects.count() == 1
