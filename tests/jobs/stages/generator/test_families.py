"""Each kind of checkpoint, tiny and untrained, explored and rendered canonically."""

import inspect

import numpy as np
import pytest

from jobs.stages.contract import Frame, StageError
from jobs.stages.generator import canonical, explore
from jobs.stages.generator.families import FAMILIES, SKIPPED
from jobs.stages.generator.params import CanonicalParams, ExploreParams
from jobs.stages.generator.schedulers import SCHEDULERS
from tests.jobs.stages.generator.conftest import Receiver, blank

KINDS = ("stable_diffusion", "stable_diffusion_xl", "stable_diffusion_3", "pixart", "flux")


@pytest.fixture(scope="module", params=KINDS)
def explored(request, weights_of):
    receiver = Receiver(weights_of(request.param))
    params = ExploreParams(prompt="a red mug", count=2, batch_size=2, steps=2, width=64, height=64)
    return receiver, explore.run(blank(), params, receiver.context)


def test_samples_have_the_size_asked_for_and_differ(explored):
    receiver, _ = explored
    first, second = receiver.pictures.values()
    assert first.shape == second.shape
    assert not np.array_equal(first, second)


def test_previews_show_each_sample_of_the_batch(explored):
    receiver, _ = explored
    assert {name for name, _ in receiver.previews} == {"sample.000", "sample.001"}
    assert all(pixels.shape[2] == 3 for _, pixels in receiver.previews)


def test_the_embedding_has_a_digest(explored):
    assert len(explored[1].details.conditioning.embedding_sha256) == 64


def test_the_canonical_render_repeats_to_the_bit(explored):
    receiver, result = explored
    candidate = receiver.deliveries[0].picture
    frame = Frame(candidate, candidate)
    params = CanonicalParams(prompt="a red mug", steps=2, seed=result.details.seeds[0], verify=True)
    rendered = canonical.run(frame, params, receiver.context)
    assert rendered.details.verified
    again = canonical.run(frame, params, receiver.context)
    assert again.details.sha256_of_pixels == rendered.details.sha256_of_pixels


@pytest.mark.parametrize("steps", [1, 5])
@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_sampler_draws(weights_of, name, steps):
    kind = "stable_diffusion" if SCHEDULERS[name].family == "noise" else "flux"
    receiver = Receiver(weights_of(kind))
    params = ExploreParams(
        prompt="a", scheduler=name, steps=steps, count=1, width=64, height=64, guidance_scale=1
    )
    explore.run(blank(), params, receiver.context)
    assert receiver.pictures["sample.000"].std() > 0


def test_a_family_without_a_way_in_for_pictures_says_to_hold_the_noise(weights_of):
    receiver = Receiver(weights_of("pixart"))
    params = CanonicalParams(prompt="a", steps=2, hold="picture", hold_strength=0.9)
    with pytest.raises(StageError, match="take hold: noise"):
        canonical.run(blank(), params, receiver.context)


def test_a_negative_prompt_is_refused_where_the_family_takes_none(weights_of):
    receiver = Receiver(weights_of("flux"))
    params = ExploreParams(prompt="a", negative_prompt="text", steps=1, width=64, height=64)
    with pytest.raises(StageError, match=r"negative_prompt .* Flux takes none"):
        explore.run(blank(), params, receiver.context)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_one_that_diffusers_finds_for_text_to_image(name):
    import diffusers
    from diffusers.pipelines.auto_pipeline import AUTO_TEXT2IMAGE_PIPELINES_MAPPING

    assert name in {kind.__name__ for kind in AUTO_TEXT2IMAGE_PIPELINES_MAPPING.values()}
    known = inspect.signature(getattr(diffusers, name).__call__).parameters
    assert {n for n in FAMILIES[name].encodings if n != SKIPPED} <= set(known) | {
        # An LCM embeds its guidance, so it gives a negative embedding that it never takes.
        "negative_prompt_embeds"
    }
