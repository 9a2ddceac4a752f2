"""What a prompt becomes: tokens, dropped words, pins and digests, before anything runs."""

import hashlib
import json
import time

import numpy as np
import pytest

from jobs.stages import starter
from jobs.stages.generator import component_pins, explore, loading
from jobs.stages.generator.conditioning import plan
from jobs.stages.generator.params import CanonicalParams, ExploreParams
from jobs.stages.weights import Weights
from tests.jobs.stages.generator.conftest import Receiver, blank


def planned(weights, **given):
    return plan(ExploreParams(**{"prompt": "a red mug"} | given), weights)


def test_tokens_are_listed_in_order_with_their_ids(weights):
    (text,) = planned(weights, prompt="ab c").texts
    assert [token.text for token in text.tokens] == ["a", "b</w>", "c</w>"]
    assert all(token.kept for token in text.tokens)
    assert (text.of, text.tokenizer, text.limit, text.dropped) == ("prompt", "tokenizer", 77, ())


def test_words_over_the_limit_are_marked_and_warned_of(weights):
    # One token a letter, and 75 places: the 26th word begins at the 76th letter.
    prompt = " ".join(["abc"] * 25 + ["last", "words"])
    found = planned(weights, prompt=prompt)
    (text,) = found.texts
    assert text.dropped == ("last", "words")
    assert sum(token.kept for token in text.tokens) == 75
    assert found.warnings == (
        "The prompt has 84 tokens and tokenizer reads 75: “last words” have no effect there.",
    )


def test_a_word_that_is_cut_in_two_counts_as_dropped(weights):
    prompt = " ".join(["abcd"] * 18 + ["cut"] + ["halfway"])
    assert planned(weights, prompt=prompt).texts[0].dropped == ("halfway",)


def test_the_negative_prompt_is_cut_as_well(weights):
    found = planned(weights, negative_prompt="x" * 80)
    assert [text.of for text in found.texts] == ["prompt", "negative_prompt"]
    assert found.texts[1].dropped == ("x" * 80,)


def test_a_negative_prompt_without_guidance_is_warned_of(weights):
    found = planned(weights, negative_prompt="text", guidance_scale=1)
    assert "the negative prompt has no effect" in found.warnings[0]


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("stable_diffusion_xl", {"tokenizer": 77, "tokenizer_2": 77}),
        ("stable_diffusion_3", {"tokenizer": 77, "tokenizer_2": 77, "tokenizer_3": 256}),
        ("pixart", {"tokenizer": 300}),
        ("flux", {"tokenizer": 77, "tokenizer_2": 512}),
    ],
)
def test_every_tokenizer_of_a_family_is_asked(weights_of, kind, limits):
    found = planned(weights_of(kind))
    assert {text.tokenizer: text.limit for text in found.texts} == limits
    assert len(found.tokenizers) == len(found.encoders) == len(limits)


def test_planning_loads_tokenizers_and_no_more(tiny, weights):
    fresh = Weights(weights.settings)
    planned(fresh)
    assert [key.split(":")[0] for key in fresh.keys] == ["tokenizer"]


def test_planning_again_is_quick(weights):
    planned(weights)
    began = time.perf_counter()
    planned(weights, prompt="another " * 40)
    assert time.perf_counter() - began < 0.5


def test_the_samplers_digest_is_that_of_its_configuration(weights):
    sampler = planned(weights, scheduler="dpmpp_2m").sampler
    text = json.dumps(sampler.config, sort_keys=True, separators=(",", ":"))
    assert sampler.config_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (sampler.class_name, sampler.stochastic) == ("DPMSolverMultistepScheduler", False)
    assert sampler.config["prediction_type"] == "epsilon"


def test_the_embeddings_digest_is_that_of_its_values(weights):
    _, pipeline = loading.pipeline(weights)
    receiver = Receiver(weights)
    params = ExploreParams(prompt="a red mug", steps=1, count=1)
    found = explore.run(blank(), params, receiver.context).details.conditioning
    ids = pipeline.tokenizer("a red mug", padding="max_length", return_tensors="pt").input_ids
    values = pipeline.text_encoder(ids)[0].detach().numpy()
    digest = hashlib.sha256(np.ascontiguousarray(values, "<f4").tobytes()).hexdigest()
    assert found.embedding_sha256 == digest
    assert len(found.negative_embedding_sha256) == 64


def test_every_component_is_a_pin_with_a_digest(weights):
    pins = component_pins.pins(None, weights, canonical=False)
    parts = [pin for pin in pins if pin.role != "library"]
    assert [pin.role for pin in parts] == [
        "encoder",
        "tokenizer",
        "denoiser",
        "autoencoder",
        "sampler",
    ]
    assert all(len(pin.sha256) == 64 for pin in parts)
    assert {pin.id for pin in pins if pin.role == "library"} >= {"diffusers", "torch"}


def test_the_sampler_is_pinned_as_the_stage_would_choose_it(weights):
    def sampler(canonical):
        found = component_pins.pins(None, weights, canonical=canonical)
        return next(pin.id for pin in found if pin.role == "sampler")

    assert sampler(canonical=False) == "EulerAncestralDiscreteScheduler"
    assert sampler(canonical=True) == "DPMSolverMultistepScheduler"


def test_the_starter_is_read_with_the_encoder_from_its_wheel():
    found = plan(CanonicalParams(prompt="a red ceramic mug"), Weights())
    assert found.checkpoint == "starter"
    assert found.encoders[0].id == starter.ENCODER_PACKAGE
    assert found.texts[0].limit == starter.TOKEN_LIMIT
    assert [token.text for token in found.texts[0].tokens] == ["a", "red", "ceramic", "mug"]
