"""Too many REST requests within a minute."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as RedisIsAway

from editor.actions.tokens import make_token
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    settings.API_ANONYMOUS_PER_MINUTE = 2
    return factories.person("ada")


@pytest.fixture(autouse=True)
def within_one_minute(monkeypatch):
    monkeypatch.setattr("editor.counting.time.time", lambda: 1_800_000_010.0)


def use(person, name="CI"):
    key = make_token(person=person, name=name, scopes=[]).key
    return lambda: Client().get("/api/projects/", headers={"authorization": f"Token {key}"})


def test_a_token_has_to_wait_after_so_many_requests_and_is_told_how_long(ada):
    ask = use(ada)
    answers = [ask() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "50"
    assert set(answers[-1].json()) == {"detail", "field", "problems"}


def test_one_script_does_not_stop_another(ada):
    busy, other = use(ada), use(ada, "Export")
    for _ in range(4):
        busy()
    assert other().status_code == 200


def test_whoever_is_not_signed_in_is_counted_by_address(ada):
    def ask(address):
        return Client(REMOTE_ADDR=address).get("/api/docs/").status_code

    assert [ask("10.3.0.1") for _ in range(3)] == [200, 200, 429]
    assert ask("10.3.0.2") == 200


def test_no_limit_is_held_where_none_is_set(ada, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    ask = use(ada)
    assert {ask().status_code for _ in range(8)} == {200}


def test_nobody_is_kept_out_while_the_counts_are_away(ada, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise RedisIsAway

    for name in ("add", "incr", "get_many"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, away)
    assert use(ada)().status_code == 200
    assert "Limits are not held" in caplog.text
