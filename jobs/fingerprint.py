"""The environment that pixels depend on: libraries, processor, threads, device."""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import Field

from jobs.canonical import canonical_json
from jobs.stages.contract import Frozen
from jobs.stages.weights import WeightsSettings

LIBRARIES = (
    "numpy",
    "scipy",
    "opencv-contrib-python",
    "scikit-image",
    "pillow",
    "onnxruntime",
    "paddleocr",
    "ncnn",
    "torch",
    "diffusers",
    "transformers",
)


class Fingerprint(Frozen):
    """Equal fingerprints promise equal bytes for equal inputs; others promise closeness."""

    python: str
    machine: str = Field(description="operating system and instruction set")
    processor: str = Field(description="model name of the CPU")
    accelerator: str = Field(default="", description="model name of the GPU; empty on the CPU")
    device: str = Field(description="cpu or cuda")
    threads: int = Field(ge=1, description="CPU threads that one model may take")
    dtype: str = Field(default="float32", description="number format that models compute in")
    libraries: dict[str, str] = Field(description="version of each imaging library installed")

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json"))).hexdigest()


@lru_cache(maxsize=4)
def fingerprint(settings: WeightsSettings) -> Fingerprint:
    """This process's fingerprint; cheap, and read once for each setting."""
    return Fingerprint(
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        accelerator=_accelerator() if settings.device == "cuda" else "",
        device=settings.device,
        threads=settings.threads,
        libraries={name: found for name in LIBRARIES if (found := _version(name))},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _accelerator() -> str:
    import torch

    return str(torch.cuda.get_device_name(0))
