"""Signing in, by token and by session."""

import pytest
from django.test import Client

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


def test_signing_in_twice_gives_the_same_token():
    factories.person("ada")
    assert sign_in("ada").json() == sign_in("ada").json()


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
