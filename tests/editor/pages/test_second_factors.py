"""A second factor: set up, asked for at each door, and taken away."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from editor import one_time_codes, own, sealing
from editor.actions.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    factor_of,
    is_right,
    secret_of,
)
from editor.actions.tokens import make_token
from editor.models import LedgerEntry, RecoveryCode, SecondFactor
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/account/second-factor/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    class Clock:
        now = 1_800_000_000.0

    monkeypatch.setattr("editor.one_time_codes.time.time", lambda: Clock.now)
    return Clock


@pytest.fixture
def ada():
    return factories.person("ada")


def code_of(secret, clock, ahead=0):
    return one_time_codes.pyotp.TOTP(secret).at(int(clock.now) + ahead)


@pytest.fixture
def secret(ada, clock):
    """Ada's, in use; the code of now was taken by setting it up."""
    made = secret_of(begin_second_factor(person=ada))
    confirm_second_factor(person=ada, code=code_of(made, clock))
    clock.now += 30
    return made


@pytest.fixture
def half(secret):
    client = Client()
    answer = client.post(
        "/sign-in/", {"username": "ada", "password": factories.PASSWORD, "next": PAGE}
    )
    assert answer["Location"] == reverse("sign-in-code")
    return client


def test_it_is_set_up_with_the_key_that_the_page_shows(ada, clock):
    client = Client()
    client.force_login(ada)
    begin = {"do": "begin", "password": factories.PASSWORD}
    page = client.post(PAGE, begin, follow=True).text
    shown = re.search(r'id="secret">([^<]+)<', page)[1].replace(" ", "")
    assert "<svg" in page
    listed = client.post(PAGE, {"do": "confirm", "code": code_of(shown, clock)}).text
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", listed)
    assert len(codes) == 10
    assert is_right(person=ada, code=codes[0].upper())


def test_a_wrong_password_sets_nothing_up_and_is_noted_and_not_shown_again(ada):
    client = Client()
    client.force_login(ada)
    answer = client.post(PAGE, {"do": "begin", "password": "no-password-of-hers"})
    assert answer.status_code == 400
    assert "id_password-fault" in answer.text
    assert "no-password-of-hers" not in answer.text
    assert not SecondFactor.objects.exists()
    assert LedgerEntry.objects.filter(kind="sign_in.failed").exists()


def test_passwords_cannot_be_guessed_at_an_open_session(ada):
    client = Client()
    client.force_login(ada)
    answers = [client.post(PAGE, {"do": "begin", "password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_an_account_without_a_password_is_not_asked_for_one(ada):
    ada.set_unusable_password()
    ada.save()
    client = Client()
    client.force_login(ada)
    assert "id_password" not in client.get(PAGE).text
    client.post(PAGE, {"do": "begin"})
    assert SecondFactor.objects.filter(person=ada).exists()


def test_without_a_first_right_code_the_password_goes_on_alone(ada, clock):
    client = Client()
    client.force_login(ada)
    client.post(PAGE, {"do": "begin", "password": factories.PASSWORD})
    assert client.post(PAGE, {"do": "confirm", "code": "000000"}).status_code == 400
    assert factor_of(ada) is None


def test_the_password_alone_opens_nothing(half):
    assert half.get("/")["Location"].startswith("/sign-in/")


def test_password_and_code_lead_on_to_what_was_asked_for(half, secret, clock):
    answer = half.post(reverse("sign-in-code"), {"code": code_of(secret, clock)})
    assert answer["Location"] == PAGE
    assert half.get("/").status_code == 200
    assert '"second_factor":true' in LedgerEntry.objects.get(kind="sign_in.done").body


def test_a_wrong_code_is_refused_and_noted(half):
    answer = half.post(reverse("sign-in-code"), {"code": "000000"})
    assert answer.status_code == 400
    assert "id_code-fault" in answer.text
    assert '"by":"code"' in LedgerEntry.objects.get(kind="sign_in.failed").body


def test_codes_cannot_be_guessed_from_anywhere(half):
    answers = [half.post(reverse("sign-in-code"), {"code": "000000"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 60


def test_a_code_opens_once(ada, secret, clock):
    code = code_of(secret, clock)
    assert is_right(person=ada, code=code)
    assert not is_right(person=ada, code=code)


@pytest.mark.parametrize(("ahead", "taken"), [(-60, False), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(ada, secret, clock, ahead, taken):
    assert is_right(person=ada, code=code_of(secret, clock, ahead)) is taken


def test_a_recovery_code_opens_once_and_says_how_many_are_left(ada, clock):
    made = secret_of(begin_second_factor(person=ada))
    codes = confirm_second_factor(person=ada, code=code_of(made, clock))
    assert [is_right(person=ada, code=codes[3]) for _ in range(2)] == [True, False]
    assert LedgerEntry.objects.get(kind="recovery_code.used").body == '{"left":9}'


def test_neither_key_nor_codes_can_be_read_from_the_database(ada, secret):
    assert secret not in SecondFactor.objects.get().secret
    assert sealing.unseal(SecondFactor.objects.get().secret, purpose="second factors") == secret
    assert all(len(code.digest) == 64 for code in RecoveryCode.objects.all())


def test_a_new_password_ends_what_was_half_signed_in(half, ada, secret, clock):
    ada.set_password("another-long-password")
    ada.save()
    answer = half.post(reverse("sign-in-code"), {"code": code_of(secret, clock)})
    assert answer["Location"] == "/sign-in/"


def sign_in_by_rest(**more):
    said = {"username": "ada", "password": factories.PASSWORD, **more}
    return Client().post("/api/token/", said, "application/json")


def test_a_token_for_a_name_and_password_asks_for_the_code_too(secret, clock):
    without = sign_in_by_rest()
    assert (without.status_code, without.json()["field"]) == (401, "code")
    assert sign_in_by_rest(code="000000").status_code == 401
    assert sign_in_by_rest(code=code_of(secret, clock)).status_code == 200


@pytest.mark.parametrize(
    ("password", "right_code"),
    [(factories.PASSWORD, False), ("wrong", True), ("", True)],
    ids=["no code", "wrong password", "no password"],
)
@pytest.mark.parametrize("do", ["remove", "renew"])
def test_changing_it_asks_for_the_password_and_a_code(ada, secret, clock, do, password, right_code):
    client = Client()
    client.force_login(ada)
    code = code_of(secret, clock) if right_code else "000000"
    before = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert client.post(PAGE, {"do": do, "password": password, "code": code}).status_code == 400
    assert factor_of(ada)
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == before


def test_the_password_and_a_code_take_it_away(ada, secret, clock):
    client = Client()
    client.force_login(ada)
    shown = {"password": factories.PASSWORD, "code": code_of(secret, clock)}
    client.post(PAGE, {"do": "remove", **shown})
    assert factor_of(ada) is None


def test_a_lost_one_is_forgotten_on_the_console(ada, secret):
    call_command("account", "forget-second-factor", "ada")
    assert factor_of(ada) is None
    assert LedgerEntry.objects.get(kind="second_factor.removed").actor == ""


def test_where_it_is_required_nothing_opens_before_it_is_set_up(ada, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    client.force_login(ada)
    assert client.get("/")["Location"] == PAGE
    assert client.get("/api/projects/").status_code == 403
    assert not own.may_watch(ada, own.stream_of(ada))
    assert client.get(PAGE).status_code == 200
    assert client.get("/where-from/").status_code == 200


def test_where_it_is_required_tokens_go_on_and_those_who_have_one_pass(ada, secret, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    key = make_token(person=factories.person("ben"), name="CI", scopes=[]).key
    headers = {"authorization": f"Token {key}"}
    assert Client().get("/api/projects/", headers=headers).status_code == 200
    client = Client()
    client.force_login(ada)
    assert client.get("/").status_code == 200
