"""The page of the text that may stay on a project's pictures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from editor.models import AllowedText


@pytest.fixture
def page(scene, signed_in):
    def send(who="lead", **fields):
        address = reverse("allowed-texts", args=[scene.project.id])
        client = signed_in(who)
        return client.post(address, fields, follow=True) if fields else client.get(address)

    return send


def test_without_a_text_it_says_what_that_means(page):
    assert "All text that is found is removed. Allow a brand" in page().text
    assert "Ask a lead" in page("creative").text


def test_a_lead_allows_a_text(page, scene):
    assert "“Acme” stays from now on." in page(text="Acme").text
    assert AllowedText.objects.get(project=scene.project).added_by == scene.people["lead"]


def test_what_is_refused_stands_beside_its_field(page):
    answer = page(text="...")
    assert answer.status_code == 400
    assert "at least one letter or figure" in answer.text
    assert "id_text-fault" in answer.text


def test_a_lead_withdraws_a_text_and_its_history_stays(page, scene):
    page(text="Acme")
    allowed = AllowedText.objects.get(project=scene.project)
    shown = page(withdraw=str(allowed.id)).text
    assert "is removed again from now on" in shown
    assert "by lead" in shown[shown.index("<summary>Withdrawn") :]


def test_those_who_may_not_change_it_are_offered_nothing_to_change(page):
    page(text="Acme")
    shown = page("reviewer").text
    assert "Acme" in shown
    assert 'name="withdraw"' not in shown


def test_the_gallery_leads_there(scene, signed_in):
    gallery = signed_in("creative").get(reverse("project", args=[scene.project.id])).text
    assert reverse("allowed-texts", args=[scene.project.id]) in gallery
