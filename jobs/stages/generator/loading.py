"""Loads a checkpoint's pipeline whole, or its tokenizers alone, once a process."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from jobs.stages import diffusion_libraries, starter
from jobs.stages.contract import StageError
from jobs.stages.diffusion_libraries import from_diffusers, from_transformers
from jobs.stages.generator import checkpoint as checkpoints
from jobs.stages.generator.checkpoint import Checkpoint, Part
from jobs.stages.torch_device import ready
from jobs.stages.weights import Weights, WeightsSettings

MEMORY_FORMAT = "channels_last"
"""How a convolutional denoiser lies in memory; the order of sums, and so the bits, depend on it."""
ATTENTION = "sdpa"
"""PyTorch's own scaled_dot_product_attention, which diffusers takes unless told otherwise."""
PIPELINE = "generator"


def pipeline(weights: Weights) -> tuple[Checkpoint, Any]:
    """The configured checkpoint and its pipeline, kept warm; raises StageError."""
    found = checkpoints.fetched(weights.settings)
    key = f"{PIPELINE}:{found.folder}"
    return found, weights.once(key, lambda: load(found, weights.settings))


def load(found: Checkpoint, settings: WeightsSettings) -> Any:
    """The pipeline on its device; safetensors only, since a pickle can run code."""
    import torch
    from safetensors import SafetensorError

    diffusion_libraries.silence()
    dtype = ready(settings, found.family.half)
    try:
        with diffusion_libraries.alone():
            loaded = from_diffusers(found.pipeline_class).from_pretrained(
                found.folder,
                use_safetensors=True,
                local_files_only=True,
                dtype=dtype,
                **(starter.load_parts() if found.is_starter else {}),
            )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise StageError(
            f"The checkpoint {found.id!r} could not be loaded: {error} "
            "Check IMPRIMATUR_CHECKPOINT and IMPRIMATUR_CHECKPOINT_REVISION."
        ) from error
    loaded.set_progress_bar_config(disable=True)
    loaded = loaded.to(settings.device)
    denoiser = getattr(loaded, "unet", None)
    if denoiser is not None:
        denoiser.to(memory_format=getattr(torch, MEMORY_FORMAT))
    return loaded


def tokenizers(found: Checkpoint, weights: Weights) -> dict[str, Any]:
    """Each tokenizer of the checkpoint by its name in the pipeline; loads nothing else."""
    return {
        part.name: weights.once(f"{part.name}:{part.folder}", partial(_tokenizer, found, part))
        for part in found.of_role("tokenizer")
    }


def _tokenizer(found: Checkpoint, part: Part) -> Any:
    # A prompt over the limit is the conditioning's own warning, with the words that are dropped.
    logging.getLogger("transformers.tokenization_utils_base").setLevel(logging.ERROR)
    limit = {"model_max_length": starter.TOKEN_LIMIT} if found.is_starter else {}
    try:
        with diffusion_libraries.alone():
            return from_transformers(part.class_name).from_pretrained(
                part.folder, local_files_only=True, **limit
            )
    except (OSError, ValueError, AttributeError, ImportError) as error:
        raise StageError(
            f"The part '{part.name}' of the checkpoint {found.id!r} could not be loaded: {error}"
        ) from error
