"""What a record's picture depends on, in the order in which it takes effect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jobs.records import JobRecord, StepRecord
from jobs.stages.contract import Pin

PROMPT, TOKENS, ENCODER = "Prompt", "Tokens", "Encoder"
NOISE, DENOISER, SAMPLER, DECODER = "Noise", "Denoiser", "Sampler", "Autoencoder"
BEGINNING, ENVIRONMENT = "Beginning", "Environment"
ON_THE_PATH = ("encoder", "tokenizer", "denoiser", "autoencoder", "sampler")
SAMPLED_BY = (
    *("prompt", "negative_prompt", "width", "height", "steps", "guidance_scale"),
    *("scheduler", "seed", "seeds", "hold", "hold_strength"),
)
"""Params of a generating step that the path tells of in their own places."""


class Entry(NamedTuple):
    """One thing on the path; values are words, so that a page can show them as they are."""

    path: str
    section: str
    title: str
    value: str


def entries(record: JobRecord) -> Iterator[Entry]:
    """A record's path; without a generating step it begins at the source picture."""
    if not record.steps:
        return
    first = record.steps[0]
    conditioning = first.details.get("conditioning")
    if isinstance(conditioning, dict):
        yield from _conditioned(record, first, conditioning)
    else:
        yield Entry("source", BEGINNING, "Source picture (SHA-256)", record.source)
        yield Entry("seed", BEGINNING, "Seed", str(record.seed))
    if record.source_mask:
        yield Entry("source_mask", BEGINNING, "Drawn mask (SHA-256)", record.source_mask)
    yield from _environment(first)
    for step in record.steps:
        yield from _step(step, first, is_conditioned=step is first and bool(conditioning))


def _conditioned(
    record: JobRecord, step: StepRecord, conditioning: Mapping[str, Any]
) -> Iterator[Entry]:
    said = _Said("conditioning", conditioning)
    yield from said.all(PROMPT, prompt="Prompt", negative_prompt="Negative prompt")
    for text in conditioning.get("texts", ()):
        yield _tokens(text)
    yield from _pins(step, "tokenizer", ENCODER)
    yield from _pins(step, "encoder", ENCODER)
    yield from said.all(
        ENCODER,
        embedding_sha256="Embedding of the prompt (SHA-256)",
        negative_embedding_sha256="Embedding of the negative prompt (SHA-256)",
    )
    yield from _noise(record, step)
    yield from said.all(DENOISER, checkpoint="Checkpoint", revision="Commit on the hub")
    yield from _pins(step, "denoiser", DENOISER)
    sampler = conditioning.get("sampler") or {}
    yield from _Said("conditioning.sampler", sampler).all(
        SAMPLER,
        name="Scheduler",
        class_name="Class",
        version="Version of diffusers",
        config_sha256="Configuration (SHA-256)",
    )
    for name, value in (sampler.get("config") or {}).items():
        yield Entry(f"conditioning.sampler.config.{name}", SAMPLER, name, _words(value))
    yield from said.all(
        SAMPLER, steps="Steps", guidance_scale="Guidance scale", width="Width", height="Height"
    )
    yield from _pins(step, "autoencoder", DECODER)


def _noise(record: JobRecord, step: StepRecord) -> Iterator[Entry]:
    said = _Said("noise", {"job": record.seed, **step.details})
    yield from said.all(
        NOISE,
        job="Seed of the job",
        seed="Seed of the noise",
        seeds="Seeds of the samples",
        hold="Composition held by",
        hold_strength="Strength of the hold",
    )
    if step.details.get("hold") == "picture":
        yield Entry("noise.picture", NOISE, "Candidate held to (SHA-256)", record.source)


def _tokens(text: Mapping[str, Any]) -> Entry:
    of = "negative prompt" if text.get("of") == "negative_prompt" else "prompt"
    tokens = text.get("tokens", ())
    shown = " ".join(
        str(token.get("text")) if token.get("kept") else f"[{token.get('text')}]"
        for token in tokens
    )
    dropped = sum(not token.get("kept") for token in tokens)
    count = f"{len(tokens)}, {dropped} of them dropped" if dropped else f"{len(tokens)}"
    ids = " ".join(str(token.get("id")) for token in tokens)
    name = str(text.get("tokenizer", "tokenizer"))
    path = f"conditioning.tokens.{name}.{text.get('of', 'prompt')}"
    return Entry(path, TOKENS, f"{name} on the {of}", f"{count}: {shown} (ids {ids})")


def _pins(step: StepRecord, role: str, section: str) -> Iterator[Entry]:
    for place, pin in enumerate(pin for pin in step.pins if pin.role == role):
        number = f".{place + 1}" if place else ""
        title = f"{role.capitalize()}{f' {place + 1}' if place else ''}"
        yield Entry(f"pins.{role}{number}", section, title, _pin(pin))


def _environment(step: StepRecord) -> Iterator[Entry]:
    for name, value in step.fingerprint.model_dump(mode="json").items():
        if isinstance(value, dict):
            for part, version in value.items():
                yield Entry(f"fingerprint.{name}.{part}", ENVIRONMENT, part, _words(version))
        else:
            title = name.replace("_", " ").capitalize()
            yield Entry(f"fingerprint.{name}", ENVIRONMENT, title, _words(value))


def _step(step: StepRecord, first: StepRecord, *, is_conditioned: bool) -> Iterator[Entry]:
    at, section = f"step.{step.index}", f"Step {step.index + 1}, {step.stage}"
    yield Entry(f"{at}.stage", section, "Stage", f"{step.stage} {step.stage_version}")
    told = SAMPLED_BY if is_conditioned else ()
    for name, value in step.params.items():
        if name not in told:
            yield Entry(f"{at}.params.{name}", section, name, _words(value))
    for pin in step.pins:
        if not is_conditioned or pin.role not in ON_THE_PATH:
            title = f"{pin.role.capitalize()} {pin.id}"
            yield Entry(f"{at}.pins.{pin.role}.{pin.id}", section, title, _pin(pin))
    if step.fingerprint != first.fingerprint:
        # Most runs have one environment, which stands where it takes effect.
        yield Entry(f"{at}.fingerprint", section, "Environment", step.fingerprint.sha256)
    for kind, digests in (("inputs", step.inputs), ("outputs", step.outputs)):
        for role, digest in digests.items():
            title = f"{kind.removesuffix('s').capitalize()} {role} (SHA-256)"
            yield Entry(f"{at}.{kind}.{role}", section, title, digest)


def _pin(pin: Pin) -> str:
    return " ".join(
        filter(None, (pin.id, pin.version, f"SHA-256 {pin.sha256}" if pin.sha256 else ""))
    )


class _Said(NamedTuple):
    """A part of the details, whose fields become entries where it has them."""

    path: str
    fields: Mapping[str, Any]

    def all(self, section: str, **titles: str) -> Iterator[Entry]:
        for name, title in titles.items():
            value = self.fields.get(name)
            if value not in (None, "", [], ()):
                yield Entry(f"{self.path}.{name}", section, title, _words(value))


def _words(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
