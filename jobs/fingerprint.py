"""The environment that pixels depend on: libraries, processor, threads, device."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import Field

from jobs.stages.canonical_json import json_sha256
from jobs.stages.contract import Frozen
from jobs.stages.generator.loading import ATTENTION, MEMORY_FORMAT
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


SWITCHES = (
    "ATEN_CPU_CAPABILITY",
    "DNNL_DEFAULT_FPMATH_MODE",
    "DNNL_MAX_CPU_ISA",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "NPY_DISABLE_CPU_FEATURES",
    "NVIDIA_TF32_OVERRIDE",
    "ONEDNN_DEFAULT_FPMATH_MODE",
    "ONEDNN_MAX_CPU_ISA",
    "OPENBLAS_CORETYPE",
)
"""Variables by which the libraries are told to take other instructions, and so round otherwise."""


class Fingerprint(Frozen):
    """Equal fingerprints promise equal bytes for equal inputs; others promise closeness."""

    python: str
    machine: str = Field(description="operating system and instruction set")
    processor: str = Field(description="model name of the CPU")
    accelerator: str = Field(default="", description="model name of the GPU; empty on the CPU")
    device: str = Field(description="cpu or cuda")
    threads: int = Field(ge=1, description="CPU threads that one model may take")
    dtype: str = Field(
        default="float32",
        description="number format that models compute in; half is the one that the model's "
        "family takes, float16 or bfloat16",
    )
    memory_format: str = Field(
        default="", description="how a convolutional denoiser's weights lie in memory"
    )
    attention: str = Field(default="", description="implementation of attention")
    torch_build: str = Field(
        default="", description="PyTorch's version, commit and CUDA: they fix oneDNN, MKL, cuDNN"
    )
    switches: dict[str, str] = Field(
        default={}, description="variables set that make libraries choose other instructions"
    )
    libraries: dict[str, str] = Field(description="version of each imaging library installed")

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON."""
        return json_sha256(self.model_dump(mode="json"))


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
        dtype="half" if settings.device == "cuda" else "float32",
        memory_format=MEMORY_FORMAT,
        attention=ATTENTION,
        torch_build=_torch_build(),
        switches={name: os.environ[name] for name in SWITCHES if name in os.environ},
        libraries={name: found for name in LIBRARIES if (found := _version(name))},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _torch_build() -> str:
    """Read from the package's own note of it: most processes need no PyTorch in memory."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return ""
    note = Path(found.origin).with_name("version.py")
    words = note.read_text(encoding="utf-8") if note.is_file() else ""
    values = dict(re.findall(r"^(\w+)(?:: [^=]+)? = '([^']*)'$", words, re.MULTILINE))
    cuda = values.get("cuda", "none")
    return f"{values.get('__version__', '')} {values.get('git_version', '')[:12]} cuda {cuda}"


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
