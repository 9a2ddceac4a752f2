"""The configured inpainting checkpoint: what is refused before a run, and how it is pinned."""

from __future__ import annotations

import json
import shutil

import pytest

from jobs.stages.contract import StageError
from jobs.stages.inpainter import checkpoint
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.inpainter.checkpoints import stable_diffusion_inpaint


def settings(model: object, revision: str = "") -> WeightsSettings:
    return WeightsSettings(inpaint_model=str(model), inpaint_revision=revision, threads=1)


def test_a_folder_without_an_index_is_refused_by_the_setting_s_name(tmp_path):
    assert "IMPRIMATUR_INPAINT_MODEL" in checkpoint.refusal(settings(tmp_path))


def test_a_pipeline_that_cannot_fill_is_refused_with_those_that_can(tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "AudioLDMPipeline"}))
    refused = checkpoint.refusal(settings(tmp_path))
    assert "AudioLDMPipeline" in refused
    assert "FluxFillPipeline" in refused


def test_a_hub_model_needs_its_commit():
    for revision in ("", "main"):
        assert "IMPRIMATUR_INPAINT_REVISION" in checkpoint.refusal(settings("a/b", revision))
    assert checkpoint.refusal(settings("a/b", "0" * 40)) is None


def test_a_checkpoint_with_a_part_missing_is_an_error_that_names_the_setting(tmp_path):
    folder = stable_diffusion_inpaint(tmp_path)
    shutil.rmtree(folder / "unet")
    with pytest.raises(StageError, match="IMPRIMATUR_INPAINT_MODEL"):
        checkpoint.pipeline(Weights(settings(folder)))


def test_the_pins_name_the_folder_and_the_digest_of_its_weights(tmp_path):
    folder = stable_diffusion_inpaint(tmp_path)
    pin = checkpoint.pins(settings(folder))[0]
    assert (pin.role, pin.id) == ("inpainter", "tiny-inpaint")
    assert len(pin.sha256) == 64


def test_the_pipeline_is_loaded_once(tmp_path):
    weights = Weights(settings(stable_diffusion_inpaint(tmp_path)))
    assert checkpoint.pipeline(weights)[1] is checkpoint.pipeline(weights)[1]
