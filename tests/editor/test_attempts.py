"""How often signing in may be tried."""

import pytest
from django.test import Client, RequestFactory

from editor import attempts
from tests import factories


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1_000_000.0

    monkeypatch.setattr("editor.counting.time.time", lambda: Clock.now)
    return Clock


def asked_from(address: str = "10.0.0.1"):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def test_nobody_waits_at_first():
    assert attempts.wait(asked_from(), "ada") == 0


def test_ten_failures_at_one_account_close_it_for_a_minute(clock):
    for number in range(10):
        assert attempts.wait(asked_from(), "ada") == 0
        attempts.failed(asked_from(f"10.0.0.{number}"), "ada")
    assert attempts.wait(asked_from("10.0.1.1"), "Ada") == 60
    assert attempts.wait(asked_from("10.0.1.1"), "ben") == 0
    clock.now += 61
    assert attempts.wait(asked_from(), "ada") == 0


def test_sixty_failures_from_one_address_close_it_for_a_minute(clock):
    for number in range(60):
        attempts.failed(asked_from(), f"person-{number}")
    assert attempts.wait(asked_from(), "someone-new") == 60
    assert attempts.wait(asked_from("10.0.0.2"), "someone-new") == 0


def test_failures_leave_one_by_one(clock):
    for _ in range(10):
        attempts.failed(asked_from(), "ada")
        clock.now += 1
    assert attempts.wait(asked_from(), "ada") == 50
    clock.now += 50
    assert attempts.wait(asked_from(), "ada") == 0


@pytest.mark.django_db
def test_the_page_and_the_token_count_together():
    factories.person("ada")
    for _ in range(5):
        Client().post("/sign-in/", {"username": "ada", "password": "wrong"})
        Client().post("/api/token/", {"username": "ada", "password": "x"}, "application/json")
    page = Client().post("/sign-in/", {"username": "ada", "password": factories.PASSWORD})
    assert "Too many attempts to sign in" in page.content.decode()
    token = {"username": "ada", "password": factories.PASSWORD}
    assert Client().post("/api/token/", token, "application/json").status_code == 429
