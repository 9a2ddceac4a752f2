"""The members page's invitations, and the page that a link leads to."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from editor.models import Invitation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project(lead=factories.person("ada"))


@pytest.fixture
def lead(project):
    client = Client()
    client.force_login(project.created_by)
    return client


def invite(lead, project, email="new@example.com"):
    address = reverse("project-invitations", args=[project.id])
    return lead.post(address, {"email": email, "role": "creative"}, follow=True)


@pytest.fixture
def link(lead, project):
    page = invite(lead, project).text
    return re.search(r'id="invitation-link">http://testserver([^<]+)<', page)[1]


def test_without_e_mail_the_link_is_shown_once(lead, project, link):
    assert link not in lead.get(reverse("project-members", args=[project.id])).text


def test_with_e_mail_the_link_is_sent_and_not_shown(lead, project, settings):
    settings.EMAIL_CONFIGURED = True
    page = invite(lead, project).text
    assert "was invited by e-mail" in page
    assert "invitation-link" not in page
    assert mail.outbox[0].to == ["new@example.com"]
    assert "/invitation/" in mail.outbox[0].body


def test_a_link_that_could_not_be_sent_is_shown(lead, project, settings):
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "No e-mail was sent to new@example.com" in invite(lead, project).text


def test_an_address_that_is_none_is_said_beside_its_field(lead, project):
    page = invite(lead, project, "new@")
    assert page.status_code == 400
    assert "id_email-fault" in page.text


def test_a_newcomer_makes_an_account_and_is_in_the_project(project, link):
    client = Client()
    fields = {"username": "newcomer", "password": factories.PASSWORD}
    page = client.post(link, fields, follow=True)
    assert page.redirect_chain[-1][0] == reverse("project", args=[project.id])
    assert project.memberships.filter(user__username="newcomer").exists()


def test_a_weak_password_is_said_beside_its_field(link):
    page = Client().post(link, {"username": "newcomer", "password": "short"})
    assert page.status_code == 400
    assert "id_password-fault" in page.text
    assert not User.objects.filter(username="newcomer").exists()


def test_a_signed_in_person_joins_as_themselves(project, link):
    client = Client()
    client.force_login(factories.person("eve"))
    assert "Join as eve" in client.get(link).text
    client.post(link)
    assert project.memberships.filter(user__username="eve").exists()


def test_a_signed_in_person_with_another_address_is_told_so(link):
    eve = factories.person("eve")
    eve.email = "eve@example.com"
    eve.save()
    client = Client()
    client.force_login(eve)
    page = client.post(link)
    assert page.status_code == 400
    assert "This invitation is for new@example.com" in page.text


def test_a_used_link_says_that_it_was_used(link):
    fields = {"username": "newcomer", "password": factories.PASSWORD}
    Client().post(link, fields)
    page = Client().get(link)
    assert page.status_code == 410
    assert "used already" in page.text


def test_a_revoked_link_says_that_it_was_taken_back(lead, link):
    lead.post(reverse("invitation-revoke", args=[Invitation.objects.get().id]))
    assert "taken back" in Client().get(link).text


def test_a_forged_link_leads_nowhere_and_guessing_has_to_wait(link):
    forged = link[:-5] + "AAAA/"
    client = Client(REMOTE_ADDR="10.8.0.1")
    assert [client.get(forged).status_code for _ in range(61)] == [404] * 60 + [429]


def test_a_change_of_password_ends_other_sessions_and_keeps_this_one(lead, project):
    elsewhere = Client()
    elsewhere.force_login(project.created_by)
    new = "a-much-longer-word-than-before"
    fields = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    page = lead.post(reverse("password"), fields, follow=True)
    assert "Your password is changed" in page.text
    assert elsewhere.get("/").status_code == 302


def test_a_password_of_eleven_characters_is_too_short(lead):
    fields = {"old_password": factories.PASSWORD, "new_password1": "x7-pq9-lm2w"}
    page = lead.post(reverse("password"), {**fields, "new_password2": "x7-pq9-lm2w"})
    assert page.status_code == 400
    assert "at least 12 characters" in page.text
