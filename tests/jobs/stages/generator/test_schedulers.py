"""Every sampler is made from the checkpoint's own schedule, or refused by name."""

import hashlib
import json

import pytest

from jobs.stages.contract import StageError
from jobs.stages.generator import schedulers
from jobs.stages.generator.schedulers import SCHEDULERS, config_sha256, effective_config, make

NOISE = {
    "_class_name": "DDIMScheduler",
    "beta_schedule": "scaled_linear",
    "beta_start": 0.001,
    "prediction_type": "v_prediction",
    "timestep_spacing": "trailing",
    "clip_sample": False,
}
FLOW = {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0}


@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_sampler_is_made_with_the_checkpoints_own_schedule(name):
    config = NOISE if SCHEDULERS[name].family == "noise" else FLOW
    made = make(config, name)
    assert type(made).__name__ == SCHEDULERS[name].class_name
    if config is NOISE:
        assert made.config.beta_start == 0.001
        assert made.config.prediction_type == "v_prediction"
    else:
        assert 3.0 in (made.config.get("shift"), made.config.get("flow_shift"))


@pytest.mark.parametrize("name", SCHEDULERS)
def test_a_sampler_of_the_other_family_is_refused_with_those_that_fit(name):
    config = FLOW if SCHEDULERS[name].family == "noise" else NOISE
    with pytest.raises(StageError, match=f"scheduler is '{name}'.*take one of"):
        make(config, name)


def test_a_sampler_that_cannot_take_the_prediction_is_refused():
    assert "euler" not in schedulers.fitting({**NOISE, "prediction_type": "sample"})
    assert "ddim" in schedulers.fitting({**NOISE, "prediction_type": "sample"})


def test_what_is_stochastic_is_said_so():
    calm = {name for name, entry in SCHEDULERS.items() if not entry.stochastic}
    assert {"ddim", "euler", "heun", "dpmpp_2m", "unipc", "flow_euler"} <= calm
    assert calm.isdisjoint({"ddpm", "euler_ancestral", "dpmpp_2m_sde", "lcm"})


def test_the_digest_follows_the_whole_configuration():
    same = config_sha256(make(NOISE, "dpmpp_2m")) == config_sha256(make(dict(NOISE), "dpmpp_2m"))
    karras = config_sha256(make(NOISE, "dpmpp_2m_karras"))
    other = config_sha256(make({**NOISE, "beta_start": 0.002}, "dpmpp_2m"))
    assert same
    assert len({config_sha256(make(NOISE, "dpmpp_2m")), karras, other}) == 3


@pytest.mark.parametrize("name", SCHEDULERS)
def test_the_digest_is_of_plain_json_with_infinities_written_out(name):
    made = make(NOISE if SCHEDULERS[name].family == "noise" else FLOW, name)
    text = json.dumps(effective_config(made), sort_keys=True, separators=(",", ":"))
    assert config_sha256(made) == hashlib.sha256(text.encode()).hexdigest()
    assert ("Infinity" in text) == name.startswith("dpmpp")


def test_an_unknown_name_is_told_with_the_closest():
    with pytest.raises(ValueError, match=r"no scheduler 'dpmpp2m' \(did you mean dpmpp_2m"):
        schedulers.choice("dpmpp2m")
