"""Drawing around a hole, run on real diffusers pipelines of tiny size with untrained weights."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
import torch

from jobs.stages.contract import Cancelled, Context
from jobs.stages.inpainter import drawing
from jobs.stages.inpainter.checkpoint import pipeline
from jobs.stages.inpainter.drawing import Wish, draw, drawn_size, working_size
from jobs.stages.starter import FOLDER as STARTER
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.generator import checkpoints
from tests.jobs.stages.inpainter.checkpoints import flux_fill, stable_diffusion_inpaint

MAKERS = {
    "inpaint": stable_diffusion_inpaint,
    "sd": checkpoints.stable_diffusion,
    "xl": checkpoints.stable_diffusion_xl,
    "sd3": lambda folder: checkpoints.stable_diffusion_3(folder, latent_channels=16),
    "flux": checkpoints.flux,
    "flux-fill": flux_fill,
    "starter": lambda folder: STARTER,
}


@pytest.fixture(scope="module", params=list(MAKERS))
def loaded(request, tmp_path_factory) -> Weights:
    folder = MAKERS[request.param](tmp_path_factory.mktemp(request.param))
    return Weights(WeightsSettings(inpaint_model=str(folder), threads=1))


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Weights:
    folder = stable_diffusion_inpaint(tmp_path_factory.mktemp("checkpoint"))
    return Weights(WeightsSettings(inpaint_model=str(folder), threads=1))


def crop(side: int = 60) -> np.ndarray:
    return np.ascontiguousarray(skimage.data.astronaut()[:side, : side + 12])


def hole(side: int = 60) -> np.ndarray:
    plane = np.zeros((side, side + 12), np.uint8)
    cv2.circle(plane, (side // 2, side // 2), side // 5, 255, -1)
    return plane


def drawn(weights: Weights, *, seed=0, deterministic=True, side=60, stop=lambda: None, **wishes):
    wish = Wish(**({"hint": "a sky", "steps": 2, "guidance_scale": "auto"} | wishes))
    context = Context(weights, seed=seed, deterministic=deterministic, stop=stop)
    return draw(crop(side), hole(side), wish, context)


def test_every_family_draws_the_hole_and_keeps_the_rest(loaded):
    result = drawn(loaded)
    changed = np.abs(result - crop()).max(axis=2) > 0.5
    assert result.dtype == np.float32
    assert changed[hole() > 0].mean() > 0.8
    assert not changed[hole() == 0].any()


def test_every_family_draws_at_its_own_multiple(loaded):
    family, made = pipeline(loaded)
    wide, high = drawn_size(made, family, 200, 133)
    assert wide == working_size(made, family)
    unit = made.vae_scale_factor * family.latents
    assert (wide % unit, high % unit) == (0, 0)
    assert abs(high / wide - 133 / 200) < 0.1


def test_the_same_seed_draws_the_same_and_another_another(weights):
    first, again, other = (drawn(weights, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_hint_reaches_the_model(weights):
    assert not np.array_equal(drawn(weights, hint="a sky"), drawn(weights, hint="a brick wall"))


def test_guidance_that_is_asked_for_is_taken(weights):
    assert not np.array_equal(drawn(weights), drawn(weights, guidance_scale=1.5))


def test_a_crop_beyond_the_working_size_gets_detail(weights, monkeypatch):
    plain = drawn(weights, side=160)
    monkeypatch.setattr(drawing, "with_detail", lambda filled, *_: filled)
    assert not np.array_equal(plain, drawn(weights, side=160))


def test_deterministic_algorithms_are_asked_for_only_when_they_are_wished(weights):
    states = []

    def listen() -> None:
        states.append(torch.are_deterministic_algorithms_enabled())

    drawn(weights, stop=listen)
    drawn(weights, stop=listen, deterministic=False)
    assert (states[0], states[-1]) == (True, False)


def test_cancelling_stops_between_the_models_steps(weights):
    asked = iter([None] * 3)
    with pytest.raises(Cancelled):
        drawn(weights, steps=40, stop=lambda: next(asked, Cancelled()))
