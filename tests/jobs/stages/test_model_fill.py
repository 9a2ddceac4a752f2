"""The model fill in the stage: by the model that ships, and by a configured one of tiny size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.stages import inpaint, model_fill, starter_inpainter
from jobs.stages.contract import Cancelled, Context, Frame, Picture
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.inpainter.checkpoints import stable_diffusion_inpaint


@pytest.fixture(scope="module", params=["configured", "shipped"])
def weights(request, tmp_path_factory) -> Weights:
    if request.param == "shipped":
        return Weights(WeightsSettings(threads=1))
    folder = stable_diffusion_inpaint(tmp_path_factory.mktemp("checkpoint"))
    return Weights(WeightsSettings(inpaint_model=str(folder), threads=1))


def frame(radius: int = 25) -> Frame:
    pixels = np.ascontiguousarray(skimage.data.astronaut()[:160, :200])
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(mask, (100, 80), radius, 255, -1)
    return Frame(Picture(pixels), Picture(pixels), mask)


def fill(weights: Weights, seed: int = 0, radius: int = 25, **params):
    context = Context(weights, seed=seed)
    chosen = inpaint.InpaintParams(**({"strategy": "model", "steps": 2} | params))
    return inpaint.run(frame(radius), chosen, context)


@pytest.mark.parametrize("radius", [6, 25])
def test_the_model_changes_the_hole_and_nothing_else(weights, radius):
    given, result = frame(radius), fill(weights, radius=radius)
    changed = (result.frame.picture.pixels != given.picture.pixels).any(axis=2)
    assert changed[given.mask > 0].mean() > 0.8
    assert not changed[given.mask == 0].any()


def test_the_same_seed_gives_the_same_pixels(weights):
    first, second = fill(weights, seed=3), fill(weights, seed=3)
    assert np.array_equal(first.frame.picture.pixels, second.frame.picture.pixels)


def test_the_hint_reaches_the_model(weights):
    first, second = fill(weights, hint="blue sky"), fill(weights, hint="red brick wall")
    assert not np.array_equal(first.frame.picture.pixels, second.frame.picture.pixels)


def test_the_record_names_the_model_and_its_way(weights):
    details = fill(weights).details
    assert details.model == model_fill.name(weights.settings)
    assert details.holes[0].method == ("diffusion" if weights.settings.inpaint_model else "network")


def test_hybrid_gives_hard_holes_to_the_model_and_says_why(weights):
    details = fill(weights, strategy="hybrid", complexity_threshold=0.1).details
    assert details.modelled == 1
    assert "needs the model" in details.holes[0].reason


def test_hybrid_keeps_easy_holes_from_the_model(weights):
    details = fill(weights, strategy="hybrid", complexity_threshold=1.0).details
    assert (details.patched, details.modelled) == (1, 0)


def test_cancelling_stops_within_a_hole(weights):
    asked = iter([None])
    context = Context(weights, stop=lambda: next(asked, Cancelled()))
    with pytest.raises(Cancelled):
        inpaint.run(frame(), inpaint.InpaintParams(strategy="model", steps=40), context)


def test_the_model_that_ships_needs_no_setting():
    assert model_fill.refusal(WeightsSettings()) is None
    assert model_fill.pins(WeightsSettings(), "sky") == starter_inpainter.pins("sky")
