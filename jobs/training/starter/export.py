"""Writes the trained networks as a diffusers folder that StableDiffusionPipeline loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_PARTS = {
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "BertModel"],
    "tokenizer": ["transformers", "BertTokenizerFast"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}
_ABSENT = ("feature_extractor", "image_encoder", "safety_checker")


def write_folder(folder: Path, vae: Any, unet: Any, scheduler: Any) -> Path:
    """Write the networks (half precision, safetensors), the scheduler and the index.

    The prompt encoder and tokenizer are named in the index but come from their own package.
    """
    import copy

    import diffusers

    for name, part in (("vae", vae), ("unet", unet)):
        copy.deepcopy(part).half().save_pretrained(folder / name, safe_serialization=True)
    scheduler.save_pretrained(folder / "scheduler")
    index: dict[str, Any] = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": diffusers.__version__,
        **_PARTS,
        **{name: [None, None] for name in _ABSENT},
        "requires_safety_checker": False,
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")
    return folder
