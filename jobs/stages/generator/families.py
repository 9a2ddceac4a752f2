"""The families of checkpoints that the generator samples, by the pipeline they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SKIPPED = ""


@dataclass(frozen=True)
class Family:
    """What differs between pipelines.

    ``encodings`` are the values that ``encode_prompt`` gives, in order, by the names under which
    the pipeline takes them again; SKIPPED marks one that it does not take. ``negative`` says
    whether guidance weighs against a second prompt. ``limits`` are the tokens that are read where
    the pipeline, and not the tokenizer itself, says how many. ``half`` is the dtype on CUDA.
    """

    title: str
    encodings: tuple[str, ...]
    negative: bool = True
    limits: Mapping[str, int] = field(default_factory=dict)
    half: str = "float16"


_PAIR = ("prompt_embeds", "negative_prompt_embeds")
_POOLED = (*_PAIR, "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
_MASKED = (
    "prompt_embeds",
    "prompt_attention_mask",
    "negative_prompt_embeds",
    "negative_prompt_attention_mask",
)

FAMILIES: dict[str, Family] = {
    "StableDiffusionPipeline": Family("Stable Diffusion 1 and 2", _PAIR),
    "StableDiffusionXLPipeline": Family("Stable Diffusion XL", _POOLED),
    "StableDiffusion3Pipeline": Family(
        "Stable Diffusion 3", _POOLED, limits={"tokenizer_3": 256}, half="bfloat16"
    ),
    "LatentConsistencyModelPipeline": Family("Latent consistency model", _PAIR, negative=False),
    "PixArtAlphaPipeline": Family("PixArt-α", _MASKED, limits={"tokenizer": 120}),
    "PixArtSigmaPipeline": Family("PixArt-Σ", _MASKED, limits={"tokenizer": 300}),
    "SanaPipeline": Family("Sana", _MASKED, limits={"tokenizer": 300}, half="bfloat16"),
    "AuraFlowPipeline": Family("AuraFlow", _MASKED, limits={"tokenizer": 256}),
    "FluxPipeline": Family(
        "Flux",
        ("prompt_embeds", "pooled_prompt_embeds", SKIPPED),
        negative=False,
        limits={"tokenizer_2": 512},
        half="bfloat16",
    ),
}
