"""Signing in, by token and by session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from editor.actions.tokens import make_token, revoke_token
from tests import factories

pytestmark = pytest.mark.django_db


def sign_in(username, password=factories.PASSWORD, **extra):
    return Client(**extra).post(
        "/api/token/", {"username": username, "password": password}, "application/json"
    )


def test_a_name_and_password_give_a_token_that_opens_the_rest():
    factories.person("ada")
    token = sign_in("ada").json()["token"]
    response = Client().get("/api/projects/", headers={"authorization": f"Token {token}"})
    assert response.status_code == 200


def test_each_sign_in_gives_a_token_of_its_own_that_ends_after_a_working_day():
    ada = factories.person("ada")
    assert sign_in("ada").json()["token"] != sign_in("ada").json()["token"]
    lasting = [token.expires_at - token.made_at for token in ada.api_tokens.all()]
    assert lasting == [timedelta(hours=12)] * 2


@pytest.mark.parametrize(
    ("username", "password"), [("ada", "wrong"), ("nobody", factories.PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(username, password):
    factories.person("ada")
    response = sign_in(username, password)
    assert response.status_code == 401
    assert response.json()["detail"] == "The name or the password is wrong."


def test_a_closed_account_gets_no_token():
    ada = factories.person("ada")
    ada.is_active = False
    ada.save()
    assert sign_in("ada").status_code == 401


def test_a_closed_accounts_token_stops_working():
    ada = factories.person("ada")
    token = sign_in("ada").json()["token"]
    ada.is_active = False
    ada.save()
    response = Client().get("/api/projects/", headers={"authorization": f"Token {token}"})
    assert response.status_code == 401


def test_guessing_at_one_account_is_slowed_down_wherever_it_comes_from():
    factories.person("ada")
    answers = [sign_in("ada", "wrong", REMOTE_ADDR=f"10.0.0.{n}").status_code for n in range(11)]
    assert answers == [401] * 10 + [429]
    late = sign_in("ADA", REMOTE_ADDR="10.0.1.1")
    assert late.status_code == 429
    assert "Expected available in" in late.json()["detail"]
    assert 0 < int(late["Retry-After"]) <= 60


@pytest.mark.parametrize("body", ["[]", "7", '"ada"', "null", "{}", '{"username": {"a": 1}}'])
def test_a_body_that_is_no_sign_in_is_refused(body):
    response = Client().post("/api/token/", body, "application/json")
    assert response.status_code == 400
    assert set(response.json()) == {"detail", "field", "problems"}


def test_a_session_works_too_but_writes_need_the_csrf_token():
    factories.person("ada")
    client = Client(enforce_csrf_checks=True)
    client.login(username="ada", password=factories.PASSWORD)
    assert client.get("/api/projects/").status_code == 200
    response = client.post("/api/projects/", {"name": "Posters"}, "application/json")
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]


def test_a_request_without_a_sign_in_says_how_to():
    response = Client().get("/api/projects/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response.json()["detail"] == "Authentication credentials were not provided."


@pytest.fixture
def made():
    return make_token(person=factories.person("ada"), name="Nightly export", scopes=["write"])


def use(key, **extra):
    return Client(**extra).get("/api/projects/", headers={"authorization": f"Token {key}"})


def test_an_expired_token_is_refused_with_the_time_it_ended_and_what_to_do(made):
    now = timezone.now()
    made.token.made_at, made.token.expires_at = now - timedelta(days=2), now - timedelta(days=1)
    made.token.save()
    answer = use(made.key)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["field"] == "Authorization"
    ended = f"{made.token.expires_at:%-d %b %Y}"
    assert answer.json()["detail"].startswith(f"This token expired on {ended}")
    assert "Make a new one" in answer.json()["detail"]


def test_a_revoked_token_is_refused_as_revoked(made):
    revoke_token(person=made.token.person, token_id=str(made.token.id))
    assert "This token was revoked on" in use(made.key).json()["detail"]


def test_a_token_says_when_it_was_last_used(made):
    assert made.token.last_used_at is None
    use(made.key)
    made.token.refresh_from_db()
    assert timezone.now() - made.token.last_used_at < timedelta(minutes=1)


def test_a_token_that_is_used_again_at_once_is_not_written_again(made):
    use(made.key)
    made.token.refresh_from_db()
    before = made.token.last_used_at
    use(made.key)
    made.token.refresh_from_db()
    assert made.token.last_used_at == before


def test_a_missing_scope_is_named_with_what_to_do(made):
    answer = Client().post(
        "/api/projects/",
        {"name": "Posters"},
        "application/json",
        headers={"authorization": f"Token {made.key}"},
    )
    assert answer.status_code == 403
    assert answer.json()["field"] == "scopes"
    assert "lacks the scope 'manage'; it has read, write" in answer.json()["detail"]


def test_guessing_tokens_from_one_address_has_to_wait():
    answers = [use(f"imp_{n}", REMOTE_ADDR="10.9.0.1").status_code for n in range(61)]
    assert answers == [401] * 60 + [429]
    assert 0 < int(use("imp_x", REMOTE_ADDR="10.9.0.1")["Retry-After"]) <= 60
    assert use("imp_x", REMOTE_ADDR="10.9.0.2").status_code == 401


def own(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_person_makes_a_token_and_lists_it_without_its_key():
    client = own(factories.person("ada"))
    wish = {"name": "Nightly export", "scopes": ["publish"], "days": 30}
    made = client.post("/api/tokens/", wish, "application/json")
    assert made.status_code == 201
    assert use(made.json()["key"]).status_code == 200
    listed = client.get("/api/tokens/")
    assert listed.json()[0]["scopes"] == ["read", "publish"]
    assert made.json()["key"] not in listed.text


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": "Export", "days": 366}, "days"),
        ({"name": "Export", "days": 0}, "days"),
        ({"name": "Export", "scopes": ["everything"]}, "scopes.0"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_a_wish_for_a_token_that_cannot_be_is_refused_by_its_field(wish, field):
    answer = own(factories.person("ada")).post("/api/tokens/", wish, "application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_nobody_revokes_anothers_token(made):
    answer = own(factories.person("eve")).delete(f"/api/tokens/{made.token.id}/")
    assert answer.status_code == 404


def test_a_token_is_revoked_once(made):
    client = own(made.token.person)
    assert client.delete(f"/api/tokens/{made.token.id}/").json()["in_force"] is False
    assert client.delete(f"/api/tokens/{made.token.id}/").status_code == 400
