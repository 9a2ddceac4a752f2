"""The model fill, run on a real diffusers checkpoint of tiny size with untrained weights."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.stages import inpaint, model_fill
from jobs.stages.contract import Cancelled, Context, Frame, Picture, StageError
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.inpaint_checkpoint import build


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Weights:
    folder = build(tmp_path_factory.mktemp("checkpoint"))
    return Weights(WeightsSettings(inpaint_model=str(folder), threads=1))


def frame() -> Frame:
    pixels = np.ascontiguousarray(skimage.data.astronaut()[:160, :200])
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(mask, (100, 80), 25, 255, -1)
    return Frame(Picture(pixels), Picture(pixels), mask)


def fill(weights: Weights, seed: int = 0, **params):
    context = Context(weights, seed=seed)
    chosen = inpaint.InpaintParams(**{"strategy": "model", "steps": 2} | params)
    return inpaint.run(frame(), chosen, context)


def test_the_model_changes_the_hole_and_nothing_else(weights):
    given, result = frame(), fill(weights)
    changed = (result.frame.picture.pixels != given.picture.pixels).any(axis=2)
    assert changed[given.mask > 0].mean() > 0.9
    assert not changed[given.mask == 0].any()


def test_the_same_seed_gives_the_same_pixels(weights):
    first, second = fill(weights, seed=3), fill(weights, seed=3)
    assert np.array_equal(first.frame.picture.pixels, second.frame.picture.pixels)


def test_another_seed_gives_other_pixels(weights):
    first, second = fill(weights, seed=3), fill(weights, seed=4)
    assert not np.array_equal(first.frame.picture.pixels, second.frame.picture.pixels)


def test_the_hint_reaches_the_model(weights):
    first, second = fill(weights, hint="blend sky"), fill(weights, hint="brick wall")
    assert not np.array_equal(first.frame.picture.pixels, second.frame.picture.pixels)


def test_hybrid_gives_hard_holes_to_the_model_and_says_why(weights):
    details = fill(weights, strategy="hybrid", complexity_threshold=0.1).details
    assert details.modelled == 1
    assert "needs the model" in details.holes[0].reason


def test_hybrid_keeps_easy_holes_from_the_model(weights):
    details = fill(weights, strategy="hybrid", complexity_threshold=1.0).details
    assert (details.patched, details.modelled) == (1, 0)


def test_the_pins_name_the_folder_and_the_digest_of_its_weights(weights):
    pin = model_fill.pins(weights.settings)[0]
    assert (pin.role, pin.id) == ("inpainter", "tiny-inpaint")
    assert len(pin.sha256) == 64


def test_cancelling_stops_between_the_models_steps(weights):
    asked = iter([None] * 6)
    context = Context(weights, stop=lambda: next(asked, Cancelled()))
    with pytest.raises(Cancelled):
        inpaint.run(frame(), inpaint.InpaintParams(strategy="model", steps=40), context)


def test_a_folder_that_holds_no_model_is_an_error_that_names_the_setting(tmp_path):
    empty = Weights(WeightsSettings(inpaint_model=str(tmp_path)))
    with pytest.raises(StageError, match="IMPRIMATUR_INPAINT_MODEL"):
        fill(empty)
