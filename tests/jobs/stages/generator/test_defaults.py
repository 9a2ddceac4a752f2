"""What suits a checkpoint is read from its configuration."""

import json
import shutil

import pytest

from jobs.stages.contract import StageError
from jobs.stages.generator.checkpoint import locate
from jobs.stages.generator.defaults import defaults, spelled_out
from jobs.stages.generator.params import ExploreParams
from jobs.stages.starter import RECOMMENDED
from jobs.stages.weights import Weights, WeightsSettings


def found(folder):
    return defaults(Weights(WeightsSettings(checkpoint=str(folder))))


@pytest.fixture
def altered(tiny, tmp_path):
    """A tiny checkpoint whose scheduler says something else."""

    def alter(**changes):
        copy = shutil.copytree(tiny("stable_diffusion"), tmp_path / "copy")
        path = copy / "scheduler" / "scheduler_config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))
        return copy

    return alter


def test_size_steps_guidance_and_samplers(tiny):
    own = found(tiny("stable_diffusion"))
    assert (own.width, own.height, own.size_unit) == (64, 64, 8)
    assert (own.steps, own.guidance_scale) == (25, 5.0)
    assert (own.explore_scheduler, own.canonical_scheduler) == ("euler_ancestral", "dpmpp_2m")


def test_a_distilled_checkpoint_takes_few_steps_without_guidance(altered):
    own = found(altered(_class_name="EulerDiscreteScheduler", timestep_spacing="trailing"))
    assert (own.steps, own.guidance_scale) == (4, 1.0)


def test_flow_matching_has_samplers_of_its_own(tiny):
    own = found(tiny("stable_diffusion_3"))
    assert (own.explore_scheduler, own.canonical_scheduler) == ("flow_euler", "flow_euler")


def test_the_starter_is_sampled_as_it_was_measured():
    own = defaults(Weights())
    assert (own.width, own.height) == (RECOMMENDED.width, RECOMMENDED.height)
    assert (own.steps, own.guidance_scale) == (RECOMMENDED.steps, RECOMMENDED.guidance_scale)
    assert own.canonical_scheduler == "ddim"


def test_a_size_that_the_latents_cannot_have_is_refused_with_the_nearest():
    starter = locate(WeightsSettings())
    with pytest.raises(StageError, match=r"width is 264; .* multiples of 16: take 256 or 272"):
        spelled_out(ExploreParams(prompt="a", width=264), starter, canonical=False)


def test_what_was_asked_for_stays():
    asked = ExploreParams(prompt="a", width=128, height=192, steps=3, guidance_scale=1, count=2)
    whole = spelled_out(asked, locate(WeightsSettings()), canonical=False)
    assert whole == asked.model_copy(update={"scheduler": "euler_ancestral"})
