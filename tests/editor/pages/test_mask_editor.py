"""The mask editor's page: what it begins from, and the ways to it."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from editor.actions.edits import ChosenRegion, edit
from tests import factories
from tests.editor.letters_scene import searched


@pytest.fixture
def beginning(signed_in):
    """What the page of a candidate tells its element to begin from."""

    def read(candidate, query=""):
        page = signed_in("creative").get(reverse("candidate-edit", args=[candidate.id]) + query)
        attribute = re.search(r'beginning="([^"]*)"', page.content.decode())
        return json.loads(html.unescape(attribute[1]))

    return read


@pytest.fixture
def edited(scene):
    """A queued edit of a fresh candidate, with one found region nudged."""
    candidate = factories.candidate(scene.project)
    proof = edit(
        candidate=candidate,
        asked_by=scene.people["creative"],
        mask=factories.mask_bytes(),
        regions=[ChosenRegion(id=0, dilation=4)],
        found_by_job=searched(candidate).id,
        strategy="patch",
        hint="grass",
        seed=5,
    )
    candidate.refresh_from_db()
    return candidate, proof


def test_a_candidate_without_a_mask_begins_empty(scene, beginning):
    begun = beginning(factories.candidate(scene.project))
    assert (begun["mask"], begun["regions"], begun["strategy"]) == ("", [], "hybrid")


def test_a_drawn_mask_is_begun_from(scene, beginning):
    assert scene.candidate.drawn_mask_id in beginning(scene.candidate)["mask"]


def test_the_edit_that_drew_the_mask_gives_its_regions_strategy_and_hint_again(edited, beginning):
    candidate, _ = edited
    begun = beginning(candidate)
    assert begun["exact"] is True
    assert [(one["id"], one["dilation"]) for one in begun["regions"]] == [(0, 4)]
    assert (begun["strategy"], begun["hint"], begun["seed"]) == ("patch", "grass", None)


def test_a_proof_is_begun_from_with_its_seed(edited, beginning):
    candidate, proof = edited
    begun = beginning(candidate, f"?from={proof.id}")
    assert (begun["seed"], begun["revision"]) == (5, proof.revision)


def test_a_proof_of_another_candidate_is_not_there(scene, edited, signed_in):
    candidate, _ = edited
    address = reverse("candidate-edit", args=[candidate.id])
    answer = signed_in("creative").get(f"{address}?from={scene.waiting.id}")
    assert answer.status_code == 404


def test_a_proof_that_is_no_id_is_not_there(edited, signed_in):
    candidate, _ = edited
    address = reverse("candidate-edit", args=[candidate.id])
    assert signed_in("creative").get(f"{address}?from=first").status_code == 404


@pytest.mark.parametrize(("role", "seen"), [("creative", True), ("reviewer", False)])
def test_candidate_and_proof_lead_to_the_editor_where_it_may_be_used(scene, signed_in, role, seen):
    client = signed_in(role)
    address = reverse("candidate-edit", args=[scene.candidate.id])
    for page in (
        reverse("candidate", args=[scene.candidate.id]),
        reverse("proof", args=[scene.waiting.id]),
        reverse("project", args=[scene.project.id]),
    ):
        assert (address in client.get(page).content.decode()) is seen


def test_without_scripts_the_page_says_where_to_give_a_mask(scene, signed_in):
    page = signed_in("creative").get(reverse("candidate-edit", args=[scene.candidate.id]))
    told = re.search(r"<noscript>(.*?)</noscript>", page.content.decode(), re.S)[1]
    assert reverse("candidate-render", args=[scene.candidate.id]) in told
