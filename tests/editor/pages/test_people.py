"""Members, accounts and the audit."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from editor.actions.tokens import digest_of
from editor.models import Membership, Project
from tests import factories


@pytest.fixture
def members(scene, signed_in):
    def send(who, **fields):
        address = reverse("project-members", args=[scene.project.id])
        return signed_in(who).post(address, fields, follow=True)

    return send


def test_a_lead_adds_a_member(members, scene):
    members("lead", username="stranger", role="reviewer")
    assert Membership.objects.get(user=scene.people["stranger"]).role == "reviewer"


def test_an_administrator_manages_members_of_any_project(members, scene):
    assert "is now a creative" in members("admin", username="stranger", role="creative").text


def test_a_creative_may_not_change_members(members):
    assert members("creative", username="stranger", role="lead").status_code == 403


def test_an_unknown_account_is_said_to_be_unknown(members):
    page = members("lead", username="nobody", role="creative")
    assert page.status_code == 400
    assert "There is no account “nobody”" in page.text


def test_the_last_lead_stays(members, scene):
    page = members("lead", username="lead", role="lead", remove="1")
    assert "only lead" in page.text
    assert Membership.objects.filter(user=scene.people["lead"], role="lead").exists()


def test_a_new_project_is_led_by_whoever_creates_it(scene, signed_in):
    form = {"name": "Winter", "brief": "", "recipe": "remove-text"}
    signed_in("stranger").post(reverse("project-new"), form)
    project = Project.objects.get(name="Winter")
    assert project.memberships.get().user == scene.people["stranger"]


def test_a_project_without_a_name_is_refused(signed_in):
    page = signed_in("stranger").post(reverse("project-new"), {"name": " ", "recipe": "publish"})
    assert page.status_code == 400
    assert "id_name-fault" in page.text


def make_a_token(client, **fields):
    return client.post(reverse("account"), {"do": "create", "name": "CI", "days": "30", **fields})


def test_a_tokens_key_is_shown_once(scene, signed_in):
    client = signed_in("creative")
    page = make_a_token(client, scopes=["write"]).text
    key = re.search(r'id="token">([^<]+)<', page)[1]
    token = scene.people["creative"].api_tokens.get()
    assert token.key_sha256 == digest_of(key)
    assert token.scopes == ["read", "write"]
    assert key not in client.get(reverse("account")).text


def test_a_token_without_a_name_is_refused_beside_its_field(signed_in):
    page = make_a_token(signed_in("creative"), name="")
    assert page.status_code == 400
    assert "id_name-fault" in page.text


@pytest.mark.parametrize("days", ["0", "366", "never"])
def test_a_token_lasts_no_longer_than_is_offered(signed_in, days):
    assert make_a_token(signed_in("creative"), days=days).status_code == 400


def test_a_revoked_token_stays_listed_as_revoked(scene, signed_in):
    client = signed_in("creative")
    make_a_token(client)
    token = scene.people["creative"].api_tokens.get()
    page = client.post(reverse("account"), {"do": "revoke", "token": str(token.id)}, follow=True)
    assert f"revoked {token.made_at:%-d %b %Y}" in page.text


def test_what_is_no_token_at_all_cannot_be_revoked(signed_in):
    fields = {"do": "revoke", "token": "no-id"}
    page = signed_in("lead").post(reverse("account"), fields, follow=True)
    assert "You have no such token." in page.text


def test_anothers_token_cannot_be_revoked(scene, signed_in):
    make_a_token(signed_in("creative"))
    token = scene.people["creative"].api_tokens.get()
    fields = {"do": "revoke", "token": str(token.id)}
    page = signed_in("lead").post(reverse("account"), fields, follow=True)
    assert "You have no such token." in page.text
    token.refresh_from_db()
    assert token.state == "in force"


def test_the_audit_is_narrowed_by_person(scene, signed_in):
    factories.publication(scene.approved, by=scene.people["creative"])
    client = signed_in("admin")
    assert "photo.png r2" in client.get(reverse("audit"), {"person": "maker"}).text
    assert "Nothing matches" in client.get(reverse("audit"), {"person": "stranger"}).text


def test_the_audit_is_narrowed_by_project_and_date(scene, signed_in):
    client, address = signed_in("admin"), reverse("audit")
    asked = {"show": "jobs", "project": str(scene.project.id)}
    assert client.get(address, asked).text.count("<tr>") == 5
    assert "Nothing matches" in client.get(address, {**asked, "until": "2001-01-01"}).text


def test_a_stranger_without_projects_is_told_what_to_do(signed_in):
    assert "You belong to no project yet" in signed_in("stranger").get("/").text


def test_a_wrong_password_says_what_to_check(db, client):
    page = client.post("/sign-in/", {"username": "who", "password": "what"}).text
    assert "Check both and try again." in page


def test_too_many_attempts_to_sign_in_are_told_when_to_try_again(db, client):
    wrong = {"username": "ada", "password": "wrong"}
    answers = [client.post("/sign-in/", wrong) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_signing_in_leads_to_the_page_that_was_asked_for(scene, client):
    asked = reverse("project", args=[scene.project.id])
    form = {"username": "lead", "password": factories.PASSWORD, "next": asked}
    assert client.post("/sign-in/", form)["Location"] == asked


def test_no_page_carries_a_script_or_style_of_its_own(scene, signed_in):
    client = signed_in("lead")
    for name, of in (("project", scene.project.id), ("proof", scene.waiting.id)):
        page = client.get(reverse(name, args=[of])).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=\"", page)
