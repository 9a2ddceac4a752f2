"""A forgotten password: asked for by e-mail or given by an administrator, and chosen anew."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from editor.models import LedgerEntry, PasswordResetAsk
from editor.reset_mail import send_resets
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "a-much-longer-word-than-before"


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def ada():
    person = factories.person("ada")
    person.email = "ada@example.com"
    person.save()
    return person


def ask(account, client=None):
    return (client or Client()).post(reverse("password-forgotten"), {"account": account})


def sent_link():
    send_resets()
    return re.search(r"http://127.0.0.1:8000(\S+)", mail.outbox[0].body)[1]


def choose(link, client=None, new=NEW):
    client = client or Client()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else link
    return client.post(where, {"new_password1": new, "new_password2": new}, follow=True)


@pytest.mark.parametrize("account", ["ada", "ADA@example.com"])
def test_a_link_goes_to_whoever_asks_by_name_or_address(ada, account):
    ask(account)
    link = sent_link()
    assert mail.outbox[0].to == ["ada@example.com"]
    choose(link)
    assert Client().login(username="ada", password=NEW)


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(ada):
    known, unknown = ask("ada"), ask("nobody")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox == []


def test_no_link_goes_to_a_closed_account_or_one_without_an_address(ada):
    factories.person("ben")
    ada.is_active = False
    ada.save()
    ask("ada")
    ask("ben")
    send_resets()
    assert mail.outbox == []


def test_a_letter_is_sent_once(ada):
    ask("ada")
    send_resets()
    send_resets()
    assert len(mail.outbox) == 1


def test_a_letter_that_could_not_be_sent_is_tried_again(ada, settings):
    backend, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.smtp.EmailBackend",
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ask("ada")
    send_resets()
    waiting = PasswordResetAsk.objects.get()
    assert waiting.sent_at is None
    settings.EMAIL_BACKEND = backend
    PasswordResetAsk.objects.update(due_at=waiting.asked_at)
    send_resets()
    assert len(mail.outbox) == 1


def test_asking_again_and_again_has_to_wait_whoever_it_is_for(ada):
    for account in ("ada", "nobody"):
        assert [ask(account).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_a_link_works_once(ada):
    ask("ada")
    link = sent_link()
    choose(link)
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "works no longer" in answer.text


def test_a_forged_link_says_no_more_than_a_used_one(ada):
    forged = Client().get(reverse("password-choose", args=["MQ", "c0ffee-" + "0" * 32]))
    nobody = Client().get(reverse("password-choose", args=["OTk5", "c0ffee-" + "0" * 32]))
    assert forged.status_code == nobody.status_code == 410


def test_a_weak_password_is_refused_beside_its_field(ada):
    ask("ada")
    page = choose(sent_link(), new="short")
    assert page.status_code == 400
    assert "id_new_password2-fault" in page.text


def test_a_new_password_ends_every_session_this_browsers_too(ada):
    elsewhere, here = Client(), Client()
    for client in (elsewhere, here):
        client.force_login(ada)
        client.get("/")
    ask("ada")
    assert "signed out everywhere" in choose(sent_link(), here).text
    assert [one.get("/").status_code for one in (elsewhere, here)] == [302, 302]


def test_asking_and_choosing_are_in_the_ledger_and_no_name_that_nobody_has(ada):
    ask("ada")
    ask("my secret by mistake")
    choose(sent_link())
    entries = LedgerEntry.objects.order_by("number")
    assert [entry.kind for entry in entries] == [
        "password.reset_asked", "password.reset_asked", "password.reset",
    ]  # fmt: skip
    assert "mistake" not in entries[1].body


def test_without_e_mail_the_page_says_whom_to_ask(settings):
    settings.EMAIL_CONFIGURED = False
    assert "Ask whoever runs it" in Client().get(reverse("password-forgotten")).text


def test_an_administrator_gives_a_link_on_the_console(ada, capsys):
    call_command("account", "password-link", "ada")
    choose(capsys.readouterr().out.strip().removeprefix("http://127.0.0.1:8000"))
    assert Client().login(username="ada", password=NEW)
    assert LedgerEntry.objects.filter(kind="password.link_made").exists()
