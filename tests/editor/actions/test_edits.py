"""Edits: the mask is the truth, what it was made of stands beside it, and bad ones are refused."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from editor.actions.edits import ChosenRegion, chosen_regions, edit
from editor.actions.errors import ActionError
from jobs import artifacts, recipes
from jobs.stages.codec import decode_plane
from tests import factories
from tests.editor.letters_scene import searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    return factories.candidate(factories.project())


def png(plane) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "PNG")
    return buffer.getvalue()


def asked(candidate, mask=None, **wish):
    by = candidate.project.created_by
    return edit(candidate=candidate, asked_by=by, mask=mask or factories.mask_bytes(), **wish)


def steps(proof):
    return recipes.parse(proof.job.recipe_text, mask_given=True).steps


def test_the_pixels_that_were_sent_are_the_pixels_that_are_filled(candidate):
    plane = np.random.default_rng(3).integers(0, 2, (48, 64)).astype(np.uint8) * 255
    job = asked(candidate, png(plane)).job
    assert np.array_equal(decode_plane(artifacts.read(job.source_mask_id)), plane)


def test_the_mask_is_kept_as_the_candidates_drawn_mask(candidate):
    job = asked(candidate).job
    candidate.refresh_from_db()
    assert candidate.drawn_mask_id == job.source_mask_id


def test_an_edit_takes_the_mask_fills_it_and_checks_it(candidate):
    proof = asked(candidate, strategy="patch", hint="river water", seed=12)
    assert [step.stage.name for step in steps(proof)] == ["take_mask", "inpaint", "gate"]
    assert steps(proof)[1].params.strategy == "patch"
    assert steps(proof)[1].params.hint == "river water"
    assert (proof.job.seed, proof.job.recipe_name) == (12, "edit")


def test_a_found_region_goes_into_the_recipe_with_the_searchs_numbers(candidate):
    search = searched(candidate)
    chosen = [ChosenRegion(id=0, dilation=2)]
    [region] = steps(asked(candidate, regions=chosen, found_by_job=search.id))[0].params.regions
    assert (region.text, region.stroke_width) == ("SALE", 3.0)
    assert region.reason == "2 px: stroke 3.0 px"


def test_a_nudge_is_told_with_what_it_was_before(candidate):
    search = searched(candidate)
    chosen = [ChosenRegion(id=0, dilation=5)]
    [region] = steps(asked(candidate, regions=chosen, found_by_job=search.id))[0].params.regions
    assert region.dilation == 5
    assert region.reason == "nudged by a person from 2 to 5 px; 2 px: stroke 3.0 px"


def test_a_region_that_the_search_did_not_find_is_refused(candidate):
    search = searched(candidate)
    with pytest.raises(ActionError, match="no region 7") as error:
        asked(candidate, regions=[ChosenRegion(id=7, dilation=1)], found_by_job=search.id)
    assert error.value.field == "regions"


def test_a_search_of_another_picture_is_refused(candidate):
    search = searched(factories.candidate(candidate.project))
    with pytest.raises(ActionError, match="reload the page"):
        asked(candidate, regions=[ChosenRegion(id=0, dilation=1)], found_by_job=search.id)


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (np.zeros((48, 64), np.uint8), "empty"),
        (np.full((48, 64), 255, np.uint8), "whole picture"),
        (np.zeros((20, 30), np.uint8), "30 x 20"),
    ],
)
def test_a_mask_that_cannot_be_filled_is_refused_and_nothing_is_kept(candidate, mask, said):
    with pytest.raises(ActionError, match=said) as error:
        asked(candidate, png(mask))
    candidate.refresh_from_db()
    assert error.value.field == "mask"
    assert candidate.drawn_mask is None
    assert not candidate.proofs.exists()


def test_an_unknown_strategy_is_refused_with_those_there_are(candidate):
    with pytest.raises(ActionError, match="hybrid, patch, model"):
        asked(candidate, strategy="magic")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        '[{"id": 0}]',
        '[{"id": 0, "dilation": 65}]',
        '[{"id": 0, "dilation": 1, "more": 1}]',
        '[{"id": 0, "dilation": 1}, {"id": 0, "dilation": 2}]',
    ],
)
def test_regions_that_cannot_be_read_are_refused(text):
    with pytest.raises(ActionError) as error:
        chosen_regions(text)
    assert error.value.field == "regions"


def test_more_regions_than_a_recipe_holds_are_refused():
    many = ",".join(f'{{"id": {number}, "dilation": 1}}' for number in range(121))
    with pytest.raises(ActionError, match="121 found regions"):
        chosen_regions(f"[{many}]")
