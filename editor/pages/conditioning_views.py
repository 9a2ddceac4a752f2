"""What conditions a sampling, as pages show it: tokens, sampler, models with their digests."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.stages.contract import Pin
from jobs.stages.generator.conditioning import Conditioning, Sampler, Token, TokenizedText

ORDER = ("encoder", "tokenizer", "sampler", "denoiser", "autoencoder", "checker")
TITLES = {"prompt": "Prompt", "negative_prompt": "Negative prompt"}
MARKS = ("##", "</w>", "Ġ", "▁")
"""What tokenizers write beside a token to say where its word begins or ends."""


@dataclass(frozen=True)
class TokenView:
    """A token without its tokenizer's marks, and ``raw`` with them."""

    shown: str
    raw: str
    id: int


@dataclass(frozen=True)
class TextView:
    """One of the two prompts as one tokenizer cuts it; ``beyond`` is what no encoder reads."""

    title: str
    limit: int
    kept: tuple[TokenView, ...]
    beyond: tuple[TokenView, ...]

    @property
    def used(self) -> int:
        """How many tokens the prompt has, dropped ones included."""
        return len(self.kept) + len(self.beyond)


@dataclass(frozen=True)
class ConditioningView:
    """Everything between a prompt and the pixels; ``fault`` says why there is less of it.

    While the checkpoint is being read for the first time the rest is ``awaited``.
    """

    awaited: bool = False
    texts: tuple[TextView, ...] = ()
    warnings: tuple[str, ...] = ()
    sampler: Sampler | None = None
    steps: int = 0
    guidance_scale: float = 0.0
    width: int = 0
    height: int = 0
    embedding_sha256: str = ""
    negative_embedding_sha256: str = ""
    pins: tuple[Pin, ...] = ()
    libraries: tuple[Pin, ...] = ()
    awaits_prompt: bool = False
    fault: str = ""


def conditioning_view(
    conditioning: Conditioning | None,
    pins: tuple[Pin, ...],
    *,
    awaits_prompt: bool = False,
    awaited: bool = False,
    fault: str = "",
) -> ConditioningView:
    """The view of a planned or recorded conditioning; without one, of the pins alone.

    ``awaits_prompt`` leaves the texts out: nobody has written any yet.
    """
    models = tuple(pin for role in ORDER for pin in pins if pin.role == role)
    libraries = tuple(pin for pin in pins if pin.role == "library")
    if conditioning is None:
        return ConditioningView(pins=models, libraries=libraries, awaited=awaited, fault=fault)
    return ConditioningView(
        texts=() if awaits_prompt else _texts(conditioning.texts),
        warnings=() if awaits_prompt else conditioning.warnings,
        sampler=conditioning.sampler,
        steps=conditioning.steps,
        guidance_scale=conditioning.guidance_scale,
        width=conditioning.width,
        height=conditioning.height,
        embedding_sha256=conditioning.embedding_sha256,
        negative_embedding_sha256=conditioning.negative_embedding_sha256,
        pins=models,
        libraries=libraries,
        awaits_prompt=awaits_prompt,
        fault=fault,
    )


def _texts(texts: tuple[TokenizedText, ...]) -> tuple[TextView, ...]:
    several = len({text.tokenizer for text in texts}) > 1
    return tuple(
        TextView(
            title=f"{TITLES[text.of]}, {text.tokenizer}" if several else TITLES[text.of],
            limit=text.limit,
            kept=tuple(_token(token) for token in text.tokens if token.kept),
            beyond=tuple(_token(token) for token in text.tokens if not token.kept),
        )
        for text in texts
    )


def _token(token: Token) -> TokenView:
    shown = token.text
    for mark in MARKS:
        shown = shown.removeprefix(mark).removesuffix(mark)
    return TokenView(shown=shown or " ", raw=token.text, id=token.id)
