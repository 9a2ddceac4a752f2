"""The detector's and the recogniser's files: where they lie, and the folders PaddleOCR asks for."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from jobs.stages.contract import Pin, StageError
from jobs.stages.pinning import digest, library, version

DETECTOR = "PP-OCRv6_small_det"
RECOGNISER = "PP-OCRv6_small_rec"
_FILES = {DETECTOR: "PP-OCRv6_det_small.onnx", RECOGNISER: "PP-OCRv6_rec_small.onnx"}


@dataclass(frozen=True)
class ModelFolder:
    """A folder PaddleOCR opens: ``inference.onnx`` beside its ``inference.yml``."""

    name: str
    path: Path


def weight_file(name: str) -> Path:
    """The ONNX file of ``DETECTOR`` or ``RECOGNISER``, inside the wheel that carries it."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise StageError(
            "The text models are missing: the package rapidocr is not installed. "
            "Install requirements-weights.txt with --no-deps."
        )
    path = Path(spec.origin).parent / "models" / _FILES[name]
    if not path.is_file():
        raise StageError(f"The text model {path.name} is missing from the package rapidocr.")
    return path


def pins() -> tuple[Pin, ...]:
    """The detector, the recogniser and what runs them, without loading any."""
    carried = version("rapidocr")
    return (
        Pin(
            role="detector",
            id=DETECTOR,
            version=f"rapidocr {carried}",
            sha256=digest(weight_file(DETECTOR)),
        ),
        Pin(
            role="recogniser",
            id=RECOGNISER,
            version=f"rapidocr {carried}",
            sha256=digest(weight_file(RECOGNISER)),
        ),
        library("paddleocr"),
        library("onnxruntime"),
    )


def cache_root() -> Path:
    """A folder of this user's own for files made from the wheels."""
    home = os.environ.get("XDG_CACHE_HOME")
    root = Path(home) if home else Path.home() / ".cache"
    try:
        root.mkdir(parents=True, exist_ok=True)
        writable = os.access(root, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        root = Path(tempfile.gettempdir()) / f"cache-{os.getuid()}"
    return root / "imprimatur"


def model_folders() -> tuple[ModelFolder, ModelFolder]:
    """The detector's and the recogniser's folder, made on first use."""
    return _folder(DETECTOR, _detector_config), _folder(RECOGNISER, _recogniser_config)


def _folder(name: str, config: Callable[[Path], dict[str, Any]]) -> ModelFolder:
    """Make the folder beside its final place and rename it, so that none is seen half made."""
    source = weight_file(name)
    place = cache_root() / "text-models" / f"{name}-{digest(source)[:16]}"
    link = place / "inference.onnx"
    if link.exists() and link.resolve() == source.resolve():
        return ModelFolder(name, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=place.parent))
    (made / "inference.onnx").symlink_to(source)
    (made / "inference.yml").write_text(
        yaml.safe_dump(config(source), allow_unicode=True), encoding="utf-8"
    )
    if place.exists():
        shutil.rmtree(place, ignore_errors=True)
    try:
        made.rename(place)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not link.exists():
            raise
    return ModelFolder(name, place)


def _detector_config(source: Path) -> dict[str, Any]:
    return {
        "Global": {"model_name": DETECTOR},
        "PreProcess": {
            "transform_ops": [
                {"DetResizeForTest": {"limit_side_len": 64, "limit_type": "min"}},
                {
                    "NormalizeImage": {
                        "mean": [0.485, 0.456, 0.406],
                        "std": [0.229, 0.224, 0.225],
                        "scale": 1 / 255,
                        "order": "hwc",
                    }
                },
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": 0.2,
            "box_thresh": 0.45,
            "unclip_ratio": 1.5,
            "max_candidates": 3000,
        },
    }


def _recogniser_config(source: Path) -> dict[str, Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(source), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    return {
        "Global": {"model_name": RECOGNISER},
        "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, 48, 320]}}]},
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }
