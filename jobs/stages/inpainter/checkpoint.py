"""Which inpainting checkpoint is configured, what is wrong with it, and its pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jobs.stages import diffusion_libraries, hub, starter
from jobs.stages.contract import Pin, StageError
from jobs.stages.generator.checkpoint import INDEX, read_json
from jobs.stages.inpainter.families import FAMILIES, FROM_TEXT_TO_IMAGE, Family, family_class
from jobs.stages.pinning import folder_digest, library
from jobs.stages.torch_device import ready
from jobs.stages.weights import Weights, WeightsSettings

CHECK = "Check IMPRIMATUR_INPAINT_MODEL and IMPRIMATUR_INPAINT_REVISION."


def refusal(settings: WeightsSettings) -> str | None:
    """Why the configured model cannot fill, or None; a hub's may still be fetched."""
    name = settings.inpaint_model
    if not Path(name).is_dir():
        return hub.unpinned(
            "inpainting model", name, settings.inpaint_revision, "IMPRIMATUR_INPAINT_REVISION"
        )
    try:
        pipeline_class(Path(name), name)
    except StageError as error:
        return str(error)
    return None


def pipeline_class(folder: Path, name: str) -> str:
    """The pipeline that fills with the checkpoint in ``folder``; raises StageError."""
    if not (folder / INDEX).is_file():
        raise StageError(
            f"The inpainting model {name!r} has no {INDEX}: IMPRIMATUR_INPAINT_MODEL takes a "
            "folder as diffusers saves it."
        )
    named = str(read_json(folder / INDEX).get("_class_name"))
    found = family_class(named, _channels(folder))
    if found is None:
        known = ", ".join([*FAMILIES, *FROM_TEXT_TO_IMAGE])
        raise StageError(
            f"The inpainting model {name!r} is a {named}; expected one of {known}. {CHECK}"
        )
    return found


def _channels(folder: Path) -> int:
    config = folder / "unet" / "config.json"
    return int(read_json(config).get("in_channels", 0)) if config.is_file() else 0


def pipeline(weights: Weights) -> tuple[Family, Any]:
    """The configured model's family and pipeline, kept warm; raises StageError."""
    settings = weights.settings
    name = settings.inpaint_model
    folder = Path(name) if Path(name).is_dir() else _fetched(settings)
    found = pipeline_class(folder, name)
    loaded = weights.once(f"inpaint-model:{folder}", lambda: _load(folder, found, settings))
    return FAMILIES[found], loaded


def _fetched(settings: WeightsSettings) -> Path:
    here = hub.cached(settings.inpaint_model, settings.inpaint_revision)
    return here or hub.fetch(settings.inpaint_model, settings.inpaint_revision)


def _load(folder: Path, name: str, settings: WeightsSettings) -> Any:
    """The pipeline on its device; safetensors only, since a pickle can run code.

    The Auto pipeline turns a text-to-image checkpoint into one that fills; it does not know those
    that can do nothing else, such as Flux Fill.
    """
    import torch
    from safetensors import SafetensorError

    diffusion_libraries.silence()
    torch.set_num_threads(settings.threads)
    known = read_json(folder / INDEX)["_class_name"] == name
    kind = name if known else "AutoPipelineForInpainting"
    try:
        with diffusion_libraries.alone():
            loaded = diffusion_libraries.from_diffusers(kind).from_pretrained(
                folder,
                use_safetensors=True,
                local_files_only=True,
                dtype=ready(settings, FAMILIES[name].half),
                **(starter.load_parts() if folder.resolve() == starter.FOLDER else {}),
            )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise StageError(
            f"The inpainting model {settings.inpaint_model!r} could not be loaded: {error} {CHECK}"
        ) from error
    loaded.set_progress_bar_config(disable=True)
    return loaded.to(settings.device)


def pins(settings: WeightsSettings) -> tuple[Pin, ...]:
    """The model and the libraries it runs on, without loading it.

    A folder is pinned by the digest over its weight files' digests, a hub id by its revision.
    """
    folder = Path(settings.inpaint_model)
    return (
        Pin(
            role="inpainter",
            id=folder.name if folder.is_dir() else settings.inpaint_model,
            version=settings.inpaint_revision,
            sha256=folder_digest(folder) if folder.is_dir() else "",
        ),
        library("diffusers"),
        library("torch"),
    )
