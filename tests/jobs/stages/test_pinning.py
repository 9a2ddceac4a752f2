"""What each stage names in its record: every weight by its digest, every library by its version."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.stages import pinning
from jobs.stages.contract import Pin
from jobs.stages.registry import STAGES
from jobs.stages.weights import Weights

SAMPLING = {"encoder", "tokenizer", "denoiser", "autoencoder", "sampler"}
READING = {"detector", "recogniser"}
BY_DIGEST = {
    "explore": SAMPLING,
    "canonical": SAMPLING,
    "apply_mask": {*READING, "segmenter"},
    "adjust_dilation": {*READING, "segmenter"},
    "find_marks": set(),
    "unblend": {"segmenter"},
    "take_mask": set(),
    "inpaint": {"inpainter"},
    "remove_object": set(),
    "look_again": {*READING, "segmenter", "inpainter"},
    "denoise": set(),
    "upscale": {"upscaler"},
    "remove_halos": set(),
    "enhance": {"enhancer"},
    "reencode": set(),
    "gate": {*READING, "thresholds"},
    "compare_sampling": {*SAMPLING, *READING},
}
"""By stage, as it runs when nothing is asked for: which of its pins carry a SHA-256."""
SHIPPED = sorted(Path(pinning.__file__).parent.glob("*.safetensors"))


def pins(name: str) -> list[Pin]:
    stage = STAGES[name]
    return list(stage.pins(stage.params(), Weights()))


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_names_each_weight_that_its_answer_depends_on_by_its_digest(name):
    assert {pin.role for pin in pins(name) if pin.sha256} == BY_DIGEST[name]


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_names_nothing_twice_and_no_library_without_its_version(name):
    named = pins(name)
    assert len(named) == len(set(named))
    assert all(pin.version for pin in named if pin.role == "library")
    assert any(pin.role == "library" for pin in named)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_network_that_ships_is_named_by_a_stage(file):
    named = {pin.sha256 for name in STAGES for pin in pins(name)}
    assert pinning.digest(file) in named
