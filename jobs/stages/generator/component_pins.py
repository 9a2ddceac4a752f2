"""A checkpoint's components as pins: what each is, and the digest of its files."""

from __future__ import annotations

from pathlib import Path

from jobs.stages import starter
from jobs.stages.contract import Pin
from jobs.stages.generator import checkpoint as checkpoints
from jobs.stages.generator import schedulers
from jobs.stages.generator.checkpoint import Checkpoint, Part
from jobs.stages.pinning import folder_digest, library, version
from jobs.stages.weights import Weights

TOKENIZER_FILES = frozenset(
    {
        "added_tokens.json",
        "chat_template.jinja",
        "merges.txt",
        "special_tokens_map.json",
        "spiece.model",
        "tokenizer.json",
        "tokenizer.model",
        "tokenizer_config.json",
        "vocab.json",
        "vocab.txt",
    }
)
LIBRARIES = ("diffusers", "transformers", "tokenizers", "torch")


def pins(scheduler: str | None, weights: Weights, *, canonical: bool) -> tuple[Pin, ...]:
    """Every component of the configured checkpoint, the sampler asked for, and the libraries.

    Loads no weights. A hub's checkpoint that is not fetched yet is one pin: its commit says all.
    Raises StageError when the checkpoint cannot be sampled.
    """
    from jobs.stages.generator.defaults import defaults_of

    settings = weights.settings
    libraries = tuple(library(name) for name in LIBRARIES)
    found = checkpoints.here(settings)
    if found is None:
        whole = Pin(role="denoiser", id=settings.checkpoint, version=settings.checkpoint_revision)
        return (whole, *libraries)
    own = defaults_of(found)
    name = scheduler or (own.canonical_scheduler if canonical else own.explore_scheduler)
    parts = tuple(pin(found, part) for part in found.parts if part.role != "sampler")
    return (*parts, sampler_pin(found, name), *libraries)


def pin(found: Checkpoint, part: Part) -> Pin:
    """A component with the digest over the files that it is loaded from."""
    shipped = found.is_starter and part.role in ("encoder", "tokenizer")
    return Pin(
        role=part.role,
        id=starter.ENCODER_PACKAGE if shipped else f"{found.id}/{part.name}",
        version=version(starter.ENCODER_PACKAGE) if shipped else found.revision,
        sha256=folder_digest(part.folder, _files(part)),
    )


def sampler_pin(found: Checkpoint, name: str) -> Pin:
    """The sampler's class, and the digest of everything it is set up with."""
    made = schedulers.make(found.scheduler_config, name)
    return Pin(
        role="sampler",
        id=type(made).__name__,
        version=version("diffusers"),
        sha256=schedulers.config_sha256(made),
    )


def _files(part: Part) -> list[Path]:
    if part.role == "tokenizer":
        return [path for path in part.folder.iterdir() if path.name in TOKENIZER_FILES]
    if part.role in checkpoints.WITH_WEIGHTS:
        index = sorted(part.folder.glob("*.safetensors.index.json"))
        return [part.folder / "config.json", *index, *checkpoints.weight_files(part.folder)]
    return [path for path in part.folder.iterdir() if path.suffix == ".json"]
