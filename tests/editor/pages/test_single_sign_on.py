"""Signing in by a provider, tried against a real one over HTTP."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from editor import one_time_codes
from editor.actions.second_factors import begin_second_factor, confirm_second_factor, secret_of
from editor.models import Identity, LedgerEntry
from tests import factories
from tests.editor.pages import openid_provider

pytestmark = pytest.mark.django_db
BACK = "/sign-in/provider/return/"
VERIFIED = {"email": "Ada@example.com", "email_verified": True}


@pytest.fixture(scope="module")
def served():
    with openid_provider.serving() as provider:
        yield provider


@pytest.fixture
def provider(served, settings):
    served.twist, served.signs_with = {}, served.key
    settings.OIDC_ISSUER = served.issuer
    settings.OIDC_CLIENT_ID = openid_provider.CLIENT_ID
    settings.OIDC_CLIENT_SECRET = openid_provider.CLIENT_SECRET
    return served


@pytest.fixture
def ada():
    person = factories.person("ada")
    person.email = "ada@example.com"
    person.save()
    return person


def come(provider, client=None, wanted="/account/", **claims):
    client = client or Client()
    there = client.get(reverse("sso-begin"), {"next": wanted})["Location"]
    return client, client.get(BACK, provider.agree(there, **(claims or VERIFIED)))


def test_whoever_has_a_verified_address_of_an_account_is_signed_in_to_it(provider, ada):
    client, answer = come(provider)
    assert answer["Location"] == "/account/"
    assert "ada" in client.get("/account/").text
    done = LedgerEntry.objects.get(kind="sign_in.done")
    assert (done.actor, '"by":"provider"' in done.body) == ("ada", True)


def test_later_the_subject_counts_and_not_the_address(provider, ada):
    come(provider)
    _, answer = come(provider, email="new@example.com", email_verified=False)
    assert answer.status_code == 302
    assert Identity.objects.get().person == ada


@pytest.mark.parametrize("claims", [{"email": "ada@example.com"}, {"email_verified": True}])
def test_an_address_that_was_not_verified_opens_nothing(provider, ada, claims):
    client, answer = come(provider, **claims)
    assert answer.status_code == 403
    assert "does not vouch" in answer.text
    assert client.get("/").status_code == 302


def test_another_subject_with_the_same_address_is_refused(provider, ada):
    come(provider)
    _, answer = come(provider, **VERIFIED, sub="subject-2")
    assert "belongs to somebody else" in answer.text


def test_a_closed_account_stays_closed(provider, ada):
    ada.is_active = False
    ada.save()
    assert "account here is closed" in come(provider)[1].text


def test_no_account_is_made_unless_the_settings_say_so(provider, settings):
    _, answer = come(provider)
    assert "Ask for an invitation" in answer.text
    assert not User.objects.exists()
    settings.OIDC_ACCOUNTS = "new"
    assert come(provider, **VERIFIED, preferred_username="ada b")[1].status_code == 302
    made = User.objects.get()
    assert (made.username, made.has_usable_password()) == ("ada-b", False)


@pytest.mark.parametrize(
    "twist",
    [
        {"aud": "another-studio"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        # A moment long gone and always the same: each of the test processes names the test by it.
        {"exp": 1_000_000_000},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_sign_in_does_not_hold(provider, ada, twist):
    provider.twist = twist
    client, answer = come(provider)
    assert answer.status_code == 403
    assert "does not hold" in answer.text
    assert client.get("/").status_code == 302
    assert LedgerEntry.objects.get().kind == "sign_in.failed"


def test_a_token_signed_by_somebody_else_does_not_hold(provider, ada):
    provider.signs_with = provider.stranger
    assert come(provider)[1].status_code == 403


def test_whoever_did_not_begin_here_cannot_come_back_here(provider, ada):
    there = Client().get(reverse("sso-begin"))["Location"]
    assert Client().get(BACK, provider.agree(there, **VERIFIED)).status_code == 403


def test_nobody_is_led_on_to_another_house(provider, ada):
    assert come(provider, wanted="https://elsewhere.example/")[1]["Location"] == "/"


def test_a_second_factor_is_asked_for_whichever_way_one_comes(provider, ada):
    secret = secret_of(begin_second_factor(person=ada))
    code = one_time_codes.pyotp.TOTP(secret).now()
    codes = confirm_second_factor(person=ada, code=code)
    client, answer = come(provider)
    assert answer["Location"] == reverse("sign-in-code")
    assert client.get("/").status_code == 302
    client.post(reverse("sign-in-code"), {"code": codes[0]})
    assert client.get("/").status_code == 200


def test_where_a_second_factor_is_required_the_providers_own_counts(provider, ada, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client, _ = come(provider)
    assert client.get("/").status_code == 200


def test_a_provider_that_is_away_is_told_so(provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1"
    answer = Client().get(reverse("sso-begin"))
    assert answer.status_code == 502
    assert "cannot be reached" in answer.text


def test_the_sign_in_page_offers_it_where_it_is_set_up(provider, settings):
    settings.OIDC_NAME = "Acme"
    assert "Sign in with Acme" in Client().get("/sign-in/").text
    settings.OIDC_ISSUER = ""
    assert "Sign in with" not in Client().get("/sign-in/").text
