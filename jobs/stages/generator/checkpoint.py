"""Which checkpoint is configured, what it is made of, and what is wrong with it before it runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.stages import hub, starter
from jobs.stages.contract import StageError
from jobs.stages.generator.families import FAMILIES, Family
from jobs.stages.weights import WeightsSettings

INDEX = "model_index.json"
SCHEDULER = "scheduler"
PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl"})
ROLES = {
    "text_encoder": "encoder",
    "tokenizer": "tokenizer",
    "unet": "denoiser",
    "transformer": "denoiser",
    "vae": "autoencoder",
    SCHEDULER: "sampler",
    "safety_checker": "checker",
}
WITH_WEIGHTS = frozenset({"encoder", "denoiser", "autoencoder", "checker"})


@dataclass(frozen=True)
class Part:
    """One component: its name in the pipeline, what it does there, its class and its folder."""

    name: str
    role: str
    class_name: str
    folder: Path


@dataclass(frozen=True)
class Checkpoint:
    """A text-to-image checkpoint as it lies on disk, every part of it there and in safetensors."""

    id: str
    revision: str
    folder: Path
    pipeline_class: str
    parts: tuple[Part, ...]
    scheduler_config: Mapping[str, Any]

    @property
    def is_starter(self) -> bool:
        """True for the checkpoint that ships."""
        return self.folder == starter.FOLDER

    @property
    def family(self) -> Family:
        """What is particular to its pipeline."""
        return FAMILIES[self.pipeline_class]

    def of_role(self, role: str) -> tuple[Part, ...]:
        """The parts that play this role, in the pipeline's order."""
        return tuple(part for part in self.parts if part.role == role)

    def config(self, role: str) -> Mapping[str, Any]:
        """The configuration of the first part of a role; empty without one."""
        for part in self.of_role(role):
            return read_json(part.folder / "config.json")
        return {}


def refusal(settings: WeightsSettings) -> str | None:
    """Why the configured checkpoint cannot be sampled, or None; a hub's may still be fetched."""
    name = settings.checkpoint
    if name and not Path(name).is_dir():
        looks_like_path = name.startswith(("/", ".", "~")) or name.count("/") != 1
        if looks_like_path:
            return (
                f"The checkpoint {name!r} is not there: set IMPRIMATUR_CHECKPOINT to a diffusers "
                "folder or a hub id (owner/name), or leave it empty for the starter."
            )
        return hub.unpinned(
            "checkpoint", name, settings.checkpoint_revision, "IMPRIMATUR_CHECKPOINT_REVISION"
        )
    try:
        read(_folder(settings), settings)
    except StageError as error:
        return str(error)
    return None


def here(settings: WeightsSettings) -> Checkpoint | None:
    """The configured checkpoint, or None for a hub's that is not (wholly) fetched yet.

    Raises StageError with what is wrong with it.
    """
    refused = refusal(settings)
    if refused:
        raise StageError(refused)
    name = settings.checkpoint
    if not name or Path(name).is_dir():
        return read(_folder(settings), settings)
    folder = hub.cached(name, settings.checkpoint_revision)
    if folder is None:
        return None
    try:
        return read(folder, settings)
    except StageError:
        # An interrupted download lacks parts: fetching goes on where it stopped.
        return None


def locate(settings: WeightsSettings) -> Checkpoint:
    """The configured checkpoint on this machine; raises StageError when it is not here yet."""
    found = here(settings)
    if found is None:
        raise StageError(
            f"The checkpoint {settings.checkpoint!r} at commit {settings.checkpoint_revision} is "
            "not on this machine yet; the first run fetches it."
        )
    return found


def fetched(settings: WeightsSettings) -> Checkpoint:
    """The configured checkpoint, downloaded first where it has to be; raises StageError."""
    found = here(settings)
    if found is not None:
        return found
    return read(hub.fetch(settings.checkpoint, settings.checkpoint_revision), settings)


def _folder(settings: WeightsSettings) -> Path:
    return Path(settings.checkpoint).resolve() if settings.checkpoint else starter.FOLDER


def read(folder: Path, settings: WeightsSettings) -> Checkpoint:
    """The checkpoint in a folder; raises StageError naming the part that is missing or pickled."""
    name = settings.checkpoint or "starter"
    index = _index(folder, name)
    parts = tuple(
        _checked(_part(folder, entry, str(kind[1])), name)
        for entry, kind in index.items()
        if isinstance(kind, list) and len(kind) == 2 and kind[1] is not None
    )
    missing = {"encoder", "tokenizer", "denoiser", "autoencoder", "sampler"} - {
        part.role for part in parts
    }
    if missing:
        raise StageError(f"The checkpoint {name!r} names no {' and no '.join(sorted(missing))}.")
    return Checkpoint(
        id=Path(name).name if Path(name).is_dir() else name,
        revision=settings.checkpoint_revision if settings.checkpoint else "",
        folder=folder,
        pipeline_class=str(index["_class_name"]),
        parts=parts,
        scheduler_config=read_json(folder / SCHEDULER / "scheduler_config.json"),
    )


def _index(folder: Path, name: str) -> Mapping[str, Any]:
    if not (folder / INDEX).is_file():
        raise StageError(
            f"The checkpoint {name!r} has no {INDEX}: IMPRIMATUR_CHECKPOINT takes a folder as "
            "diffusers saves it, not a single file."
        )
    index = read_json(folder / INDEX)
    pipeline = index.get("_class_name")
    if pipeline not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise StageError(
            f"The checkpoint {name!r} is a {pipeline}, not a text-to-image pipeline that can be "
            f"sampled here ({known})."
        )
    return index


def _part(folder: Path, name: str, class_name: str) -> Part:
    kind = name.rstrip("_0123456789")
    role = ROLES.get(kind, kind)
    inside = folder / name
    if folder == starter.FOLDER and role in ("encoder", "tokenizer"):
        inside = starter.encoder_folder()
    return Part(name=name, role=role, class_name=class_name, folder=inside)


def _checked(part: Part, name: str) -> Part:
    if not part.folder.is_dir() or not any(part.folder.iterdir()):
        raise StageError(
            f"The checkpoint {name!r} has no part '{part.name}', which its {INDEX} names "
            f"({part.class_name}): copy the whole folder."
        )
    if part.role == "sampler" and not (part.folder / "scheduler_config.json").is_file():
        raise StageError(f"The part '{part.name}' of {name!r} has no scheduler_config.json.")
    if part.role not in WITH_WEIGHTS:
        return part
    if not (part.folder / "config.json").is_file():
        raise StageError(f"The part '{part.name}' of the checkpoint {name!r} has no config.json.")
    if weight_files(part.folder):
        return part
    pickled = sorted(path.name for path in part.folder.iterdir() if path.suffix in PICKLES)
    if pickled:
        raise StageError(
            f"The part '{part.name}' of the checkpoint {name!r} is pickled ({pickled[0]}), and a "
            "pickle can run code: save it again with safe_serialization=True."
        )
    raise StageError(
        f"The part '{part.name}' of the checkpoint {name!r} has no weights in safetensors."
    )


def weight_files(folder: Path) -> list[Path]:
    """A part's safetensors, without those of a variant such as ``model.fp16.safetensors``."""
    return sorted(path for path in folder.glob("*.safetensors") if "." not in path.stem)


def read_json(path: Path) -> Mapping[str, Any]:
    """A configuration file of a checkpoint; raises StageError when it cannot be read."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise StageError(f"{path} cannot be read as JSON: {error}.") from None
    if not isinstance(value, dict):
        raise StageError(f"{path} does not hold JSON's names with values.")
    return value
