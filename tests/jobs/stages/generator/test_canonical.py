"""The canonical render: the same bits in every process, held to the candidate, and checked."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from jobs.stages.contract import Cancelled, Frame, Picture, StageError
from jobs.stages.generator import canonical, explore, loading
from jobs.stages.generator.params import CanonicalParams, ExploreParams
from project.environment import BASE_DIR
from tests.jobs.stages.generator.conftest import Receiver, blank

ASKED = {"prompt": "a red mug", "negative_prompt": "text", "steps": 3, "guidance_scale": 4.0}

PROGRAM = """
import json, sys
import numpy as np
from jobs.stages.contract import Context, Frame, Picture
from jobs.stages.generator import canonical
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.weights import Weights, WeightsSettings

folder, values = sys.argv[1], json.loads(sys.argv[2])
picture = Picture(np.full((64, 64, 3), 128, np.uint8))
weights = Weights(WeightsSettings(checkpoint=folder, threads=1, memory_floor_megabytes=0))
result = canonical.run(Frame(picture, picture), CanonicalParams(**values), Context(weights))
print(result.details.sha256_of_pixels, result.details.conditioning.embedding_sha256)
"""


@pytest.fixture(scope="module")
def explored(weights):
    """Two samples of a sampler that adds no noise, in one batch."""
    receiver = Receiver(weights)
    params = ExploreParams(**ASKED, count=2, scheduler="ddim")
    return receiver, explore.run(blank(), params, receiver.context)


@pytest.fixture(scope="module")
def candidate(explored):
    picture = explored[0].deliveries[1].picture
    return Frame(picture, picture)


def rendered(weights, frame, stop=lambda: None, **more):
    receiver = Receiver(weights, stop=stop)
    params = CanonicalParams(**{**ASKED, "scheduler": "ddim", **more})
    return canonical.run(frame, params, receiver.context)


@pytest.fixture(scope="module")
def held(weights, explored, candidate):
    """The candidate rendered from its own seed and sampler."""
    return rendered(weights, candidate, seed=explored[1].details.seeds[1], verify=True)


def test_the_same_noise_gives_the_candidate_again_and_the_distance_is_measured(held):
    assert held.details.hold == "noise"
    # The candidate was drawn in a batch: its last bits may differ, and no more than that.
    assert held.details.distance.max_difference <= 2
    assert held.details.distance.phash_bits <= 2


def test_the_render_becomes_the_source(held):
    assert held.frame.source is held.frame.picture


def test_verifying_renders_twice_and_says_so(held, weights, explored, candidate):
    assert held.details.verified
    once = rendered(weights, candidate, seed=explored[1].details.seeds[1])
    assert not once.details.verified
    assert once.details.sha256_of_pixels == held.details.sha256_of_pixels


def test_what_conditions_it_is_what_conditioned_the_exploration(held, explored):
    before, now = explored[1].details.conditioning, held.details.conditioning
    assert now.embedding_sha256 == before.embedding_sha256
    assert now.negative_embedding_sha256 == before.negative_embedding_sha256
    assert now.sampler == before.sampler


def test_another_seed_is_another_picture_and_far_away(weights, candidate):
    details = rendered(weights, candidate, seed=99).details
    assert details.distance.psnr < 40


def test_holding_the_picture_begins_from_it_and_holding_the_noise_does_not(weights):
    dark, light = (Picture(np.full((64, 64, 3), level, np.uint8)) for level in (40, 220))
    for hold, differs in (("picture", True), ("noise", False)):
        one, other = (
            rendered(weights, Frame(start, start), seed=5, hold=hold, steps=2, hold_strength=0.5)
            for start in (dark, light)
        )
        assert (one.details.sha256_of_pixels != other.details.sha256_of_pixels) is differs
        assert one.details.hold_strength == (0.5 if differs else None)


def test_every_process_gives_the_same_bits(tiny, weights, explored):
    values = {**ASKED, "scheduler": "ddim", "seed": 7}
    line = [sys.executable, "-c", PROGRAM, str(tiny("stable_diffusion")), json.dumps(values)]
    environment = {**os.environ, "PYTHONPATH": str(BASE_DIR)}
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    here = rendered(weights, blank(), seed=7).details
    assert done.stdout.split() == [
        here.sha256_of_pixels,
        here.conditioning.embedding_sha256,
    ]


def test_what_ran_before_leaves_no_trace(weights):
    before = rendered(weights, blank(), seed=7).details.sha256_of_pixels
    receiver = Receiver(weights)
    explore.run(blank(), ExploreParams(prompt="other", steps=2, count=3), receiver.context)
    torch.manual_seed(1234)
    torch.set_num_threads(2)
    assert rendered(weights, blank(), seed=7).details.sha256_of_pixels == before
    assert torch.get_num_threads() == 1


def test_a_render_that_does_not_repeat_is_refused(weights):
    _, pipeline = loading.pipeline(weights)

    def unsteady(module, given, answer):
        return (answer[0] + torch.rand_like(answer[0]) * 0.1,)

    hook = pipeline.unet.register_forward_hook(unsteady)
    with pytest.raises(StageError, match="did not repeat"):
        rendered(weights, blank(), seed=7, verify=True)
    hook.remove()


def test_only_repeatable_algorithms_run_and_the_setting_is_put_back(weights):
    _, pipeline = loading.pipeline(weights)
    seen = []
    hook = pipeline.unet.register_forward_pre_hook(
        lambda *_: seen.append(torch.are_deterministic_algorithms_enabled())
    )
    rendered(weights, blank(), seed=7)
    hook.remove()
    assert set(seen) == {True}
    assert not torch.are_deterministic_algorithms_enabled()


def test_cancelling_takes_effect_within_one_step(weights):
    answers = iter([None] * 3 + [Cancelled()] * 9)
    with pytest.raises(Cancelled):
        rendered(weights, blank(), stop=lambda: next(answers), steps=50)


def test_without_a_seed_of_its_own_it_takes_the_jobs(weights):
    receiver = Receiver(weights, seed=41)
    asked = CanonicalParams(**ASKED)
    assert canonical.run(blank(), asked, receiver.context).details.seed == 41


def test_its_own_size_is_the_candidates(weights):
    wide = Picture(np.full((64, 96, 3), 90, np.uint8))
    result = rendered(weights, Frame(wide, wide), seed=1)
    assert result.frame.picture.size == (96, 64)
