"""The stage look_again: what another detector sees, fills and reports."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages import inpaint, look_again
from jobs.stages.contract import Context, Frame, Picture, StageError
from jobs.stages.regions import drawn_regions
from jobs.stages.weights import Weights
from tests.jobs.stages.lettered import lettered, photo


def frame_of(pixels, mask=None, source=None) -> Frame:
    mask = np.zeros(pixels.shape[:2], np.uint8) if mask is None else mask
    source = Picture(pixels if source is None else source)
    return Frame(Picture(pixels), source, mask, drawn_regions(mask))


def again(weights, frame, **params):
    wish = {"strategy": "patch", **params}
    return look_again.run(frame, look_again.LookAgainParams(**wish), Context(weights))


def half_removed() -> Frame:
    """The letters' middle was masked and filled, their edges were overlooked."""
    drawn = lettered("Harbour View", outline=2, outline_colour=(0, 0, 0))
    mask = np.asarray(cv2.erode(drawn.mask, np.ones((5, 5), np.uint8)), np.uint8)
    pixels = drawn.pixels.copy()
    pixels[mask > 0] = photo()[mask > 0]
    return frame_of(pixels, mask, drawn.pixels)


@pytest.fixture(scope="module")
def mended(weights):
    """Half-removed letters, and what became of them."""
    frame = half_removed()
    return frame, again(weights, frame)


def test_a_remnant_is_filled_and_gone(mended):
    frame, result = mended
    assert [line.kind for line in result.details.found] == ["remnant"]
    assert result.details.remaining == ()
    assert result.details.rounds[0].newly_masked > 0
    changed = (result.frame.picture.pixels != frame.picture.pixels).any(axis=2)
    assert not changed[result.frame.mask == 0].any()


def test_what_was_filled_again_joins_the_mask_and_the_regions(mended):
    frame, result = mended
    assert (result.frame.mask[frame.mask > 0] == 255).all()
    new = result.frame.regions[len(frame.regions) :]
    assert [region.source for region in new] == ["residual"]
    assert new[0].id == len(frame.regions)
    assert new[0].reason.startswith("seen by a second detector")


def test_without_a_round_what_is_left_is_only_reported(weights):
    frame = half_removed()
    result = again(weights, frame, rounds=0)
    assert result.details.remaining == result.details.found != ()
    assert result.frame is frame


def test_a_line_that_was_missed_is_masked_when_asked(weights):
    frame = frame_of(lettered().pixels)
    told = again(weights, frame, mask_missed=False)
    assert [line.kind for line in told.details.remaining] == ["missed"]
    assert not told.frame.mask.any()
    assert again(weights, frame).details.remaining == ()


def test_text_that_may_stay_is_left_and_listed(weights):
    result = again(weights, frame_of(lettered().pixels), allowed_text=("Harbour View",))
    assert (result.details.found, len(result.details.allowed)) == ((), 1)
    assert not result.frame.mask.any()


def test_a_clean_picture_stays_as_it_is(weights):
    frame = frame_of(photo())
    result = again(weights, frame)
    assert result.frame is frame
    assert result.details.found == result.details.rounds == ()


def test_without_a_mask_it_says_where_it_belongs(weights):
    with pytest.raises(StageError, match="put it after inpaint"):
        again(weights, Frame(Picture(photo()), Picture(photo())))


def test_the_pins_name_other_readers_than_the_mask_makers():
    pins = look_again.STAGE.pins(look_again.LookAgainParams(), Weights())
    assert {pin.id for pin in pins if pin.role == "detector"} == {"PP-OCRv4_mobile_det"}


def test_a_model_that_is_not_configured_is_refused_before_anything_runs():
    params = look_again.LookAgainParams(strategy="model")
    settings = Weights().settings
    assert look_again.STAGE.refusal is not None
    wish = inpaint.InpaintParams(strategy="model")
    assert look_again.STAGE.refusal(params, settings) == inpaint.refusal(wish, settings)
