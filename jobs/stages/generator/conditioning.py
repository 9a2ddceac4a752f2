"""What a prompt becomes before it is sampled: its tokens, and which models read and follow it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from jobs.stages.contract import Frozen, Pin
from jobs.stages.generator import schedulers
from jobs.stages.generator.checkpoint import Checkpoint, locate
from jobs.stages.generator.component_pins import pin, sampler_pin
from jobs.stages.generator.defaults import spelled_out
from jobs.stages.generator.loading import tokenizers
from jobs.stages.generator.params import CanonicalParams, SamplingParams
from jobs.stages.weights import Weights

Which = Literal["prompt", "negative_prompt"]


class Token(Frozen):
    """One token of a prompt."""

    text: str = Field(description="as the tokenizer writes it")
    id: int = Field(ge=0)
    kept: bool = Field(description="false when it lies beyond the encoder's limit")


class TokenizedText(Frozen):
    """A prompt as one tokenizer cuts it, without the marks of start and end."""

    tokenizer: str = Field(description="its name in the pipeline: tokenizer, tokenizer_2 …")
    of: Which = Field(description="which of the two prompts")
    text: str
    limit: int = Field(description="tokens that the encoder reads, marks of start and end included")
    tokens: tuple[Token, ...]
    dropped: tuple[str, ...] = Field(description="the words that no encoder position is left for")


class Sampler(Frozen):
    """The scheduler that a sampling follows."""

    name: str = Field(description="as it is asked for: euler_ancestral, dpmpp_2m …")
    title: str
    class_name: str = Field(description="of diffusers")
    version: str = Field(description="of diffusers")
    stochastic: bool = Field(description="adds fresh noise at each step")
    config: dict[str, Any] = Field(description="everything that it is set up with")
    config_sha256: str = Field(description="digest of config as canonical JSON")


class Conditioning(Frozen):
    """Everything that stands between a prompt and the pixels, except the seed."""

    checkpoint: str
    revision: str = Field(description="the hub's commit; empty for a folder")
    prompt: str
    negative_prompt: str
    width: int
    height: int
    steps: int
    guidance_scale: float
    texts: tuple[TokenizedText, ...]
    encoders: tuple[Pin, ...]
    tokenizers: tuple[Pin, ...]
    sampler: Sampler
    embedding_sha256: str = Field(
        default="", description="of the prompt's embeddings, float32 little-endian, once encoded"
    )
    negative_embedding_sha256: str = Field(
        default="", description="of the negative prompt's; empty without guidance"
    )
    warnings: tuple[str, ...] = ()


def plan(params: SamplingParams, weights: Weights) -> Conditioning:
    """The conditioning that these params would have here; loads tokenizers and no other model.

    Raises StageError when the checkpoint is not here or a field does not fit it.
    """
    return planned(params, locate(weights.settings), weights)


def planned(params: SamplingParams, found: Checkpoint, weights: Weights) -> Conditioning:
    """``plan`` for a checkpoint that is already located."""
    whole = spelled_out(params, found, canonical=isinstance(params, CanonicalParams))
    asked: dict[Which, str] = {"prompt": whole.prompt}
    if whole.negative_prompt:
        asked["negative_prompt"] = whole.negative_prompt
    texts = tuple(
        tokenized(name, tokenizer, which, text, found.family.limits.get(name))
        for which, text in asked.items()
        for name, tokenizer in tokenizers(found, weights).items()
    )
    assert whole.width and whole.height and whole.steps and whole.guidance_scale
    assert whole.scheduler
    return Conditioning(
        checkpoint=found.id,
        revision=found.revision,
        prompt=whole.prompt,
        negative_prompt=whole.negative_prompt,
        width=whole.width,
        height=whole.height,
        steps=whole.steps,
        guidance_scale=whole.guidance_scale,
        texts=texts,
        encoders=tuple(pin(found, part) for part in found.of_role("encoder")),
        tokenizers=tuple(pin(found, part) for part in found.of_role("tokenizer")),
        sampler=_sampler(found, whole.scheduler),
        warnings=(*_dropped(texts), *_idle_negative(whole)),
    )


def tokenized(
    name: str, tokenizer: Any, which: Which, text: str, limit: int | None = None
) -> TokenizedText:
    """Cut a prompt into tokens and mark those beyond the limit.

    ``limit`` counts the marks of start and end, and is the tokenizer's own unless given.
    """
    limit = limit or int(tokenizer.model_max_length)
    room = limit - tokenizer.num_special_tokens_to_add()
    cut = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = cut["input_ids"]
    tokens = tuple(
        Token(text=word, id=number, kept=place < room)
        for place, (word, number) in enumerate(
            zip(tokenizer.convert_ids_to_tokens(ids), ids, strict=True)
        )
    )
    dropped: tuple[str, ...] = ()
    if len(ids) > room:
        dropped = _words_from(text, cut["offset_mapping"][room][0])
    return TokenizedText(
        tokenizer=name, of=which, text=text, limit=limit, tokens=tokens, dropped=dropped
    )


def _words_from(text: str, place: int) -> tuple[str, ...]:
    """The words from a place on, the one that it cuts in two included."""
    begin = place
    while begin > 0 and not text[begin - 1].isspace() and not text[begin].isspace():
        begin -= 1
    return tuple(text[begin:].split())


def _dropped(texts: tuple[TokenizedText, ...]) -> list[str]:
    named = {"prompt": "prompt", "negative_prompt": "negative prompt"}
    return [
        f"The {named[text.of]} has {len(text.tokens)} tokens and {text.tokenizer} reads "
        f"{sum(token.kept for token in text.tokens)}: {_shown(text.dropped)} "
        f"{'has' if len(text.dropped) == 1 else 'have'} no effect there."
        for text in texts
        if text.dropped
    ]


def _shown(words: tuple[str, ...], most: int = 12) -> str:
    shown = " ".join(words[:most])
    more = len(words) - most
    return f"“{shown} …” and {more} more words" if more > 0 else f"“{shown}”"


def _idle_negative(params: SamplingParams) -> list[str]:
    if params.negative_prompt.strip() and params.guidance_scale == 1:
        return ["guidance_scale is 1, without guidance: the negative prompt has no effect."]
    return []


def _sampler(found: Checkpoint, name: str) -> Sampler:
    made = schedulers.make(found.scheduler_config, name)
    chosen, pinned = schedulers.choice(name), sampler_pin(found, name)
    return Sampler(
        name=name,
        title=chosen.title,
        class_name=pinned.id,
        version=pinned.version,
        stochastic=chosen.stochastic,
        config=schedulers.effective_config(made),
        config_sha256=pinned.sha256,
    )
