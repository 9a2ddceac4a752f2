"""The account page's list of browsers, and ending them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from editor import visitors
from editor.models import BrowserSession, LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/136.0.0.0 Safari/537.36 Edg/136.0.0.0"
)


def browser(agent=FIREFOX, address="10.0.0.1"):
    client = Client(REMOTE_ADDR=address, headers={"user-agent": agent})
    client.post("/sign-in/", {"username": "ada", "password": factories.PASSWORD})
    return client


@pytest.fixture
def ada():
    return factories.person("ada")


def is_signed_in(client):
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.9", "An unknown browser"),
    ],
)
def test_a_browser_is_told_in_plain_words(agent, words):
    request = RequestFactory().get("/", headers={"user-agent": agent})
    assert visitors.browser_of(request) == words


def test_the_account_page_lists_where_one_is_signed_in(ada):
    browser(SAFARI, "10.0.0.2")
    page = browser().get(reverse("account")).text
    assert "Safari on iPhone" in page and "10.0.0.2" in page
    assert page.count("this one") == 1


def test_a_session_that_was_not_written_down_yet_is_listed_at_once(ada):
    client = Client()
    client.force_login(ada)
    assert "this one" in client.get(reverse("account")).text


def test_one_session_is_ended_and_the_others_go_on(ada):
    phone, desk = browser(SAFARI), browser()
    lost = BrowserSession.objects.get(browser="Safari on iPhone")
    desk.post(reverse("sessions-end"), {"session": str(lost.id)})
    assert not is_signed_in(phone)
    assert is_signed_in(desk)


def test_all_others_are_ended_at_once_and_that_is_in_the_ledger(ada):
    others, desk = [browser(SAFARI), browser(EDGE)], browser()
    desk.post(reverse("sessions-end"))
    assert [is_signed_in(one) for one in (*others, desk)] == [False, False, True]
    entry = LedgerEntry.objects.filter(kind="session.ended").get()
    assert entry.body == '{"cause":"asked","count":2}'


@pytest.mark.parametrize("session", ["anothers", "no-id"])
def test_what_is_no_session_of_ones_own_cannot_be_ended(ada, session):
    mine = browser()
    anothers = Client()
    anothers.force_login(User.objects.create_user("eve"))
    anothers.get("/account/")
    asked = str(BrowserSession.objects.get(person__username="eve").id)
    wish = {"session": asked if session == "anothers" else session}
    page = mine.post(reverse("sessions-end"), wish, follow=True)
    assert "You have no such session" in page.text
    assert is_signed_in(anothers)


def test_reading_writes_a_session_down_only_once_in_a_while(ada):
    client = browser()
    seen = BrowserSession.objects.get().seen_at
    client.get(reverse("account"))
    assert BrowserSession.objects.get().seen_at == seen


def test_what_asks_for_nobody_makes_no_session_and_caches_may_keep_one_answer():
    answer = Client().get("/healthz")
    assert "Cookie" not in answer.get("Vary", "")
