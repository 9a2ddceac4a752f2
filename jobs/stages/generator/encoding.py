"""A prompt's embeddings: encoded once for a whole run, digested, repeated for a batch."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobs.stages.generator.conditioning import Conditioning
from jobs.stages.generator.families import SKIPPED, Family


@dataclass(frozen=True)
class Encoded:
    """Tensors by the names under which the pipeline takes them; each for one picture."""

    tensors: Mapping[str, Any]

    def repeated(self, count: int) -> dict[str, Any]:
        """The same for ``count`` pictures at once."""
        return {
            name: None if tensor is None else tensor.expand(count, *tensor.shape[1:]).contiguous()
            for name, tensor in self.tensors.items()
        }

    @property
    def sha256(self) -> str:
        """Digest of the prompt's own tensors."""
        return _digest(t for n, t in self.tensors.items() if not n.startswith("negative_"))

    @property
    def negative_sha256(self) -> str:
        """Digest of the negative prompt's tensors; empty without guidance."""
        return _digest(t for n, t in self.tensors.items() if n.startswith("negative_"))


def encode(pipeline: Any, family: Family, conditioning: Conditioning) -> Encoded:
    """Run the pipeline's text encoders on both prompts."""
    import torch

    guided = family.negative and conditioning.guidance_scale > 1
    wishes = {
        "prompt": conditioning.prompt,
        "prompt_2": None,
        "prompt_3": None,
        "negative_prompt": conditioning.negative_prompt,
        "device": pipeline._execution_device,
        "num_images_per_prompt": 1,
        "do_classifier_free_guidance": guided,
    }
    known = inspect.signature(pipeline.encode_prompt).parameters
    with torch.inference_mode():
        given = pipeline.encode_prompt(
            **{name: value for name, value in wishes.items() if name in known}
        )
    named = dict(zip(family.encodings, given, strict=True))
    named.pop(SKIPPED, None)
    if not guided:
        named = {k: None if k.startswith("negative_") else v for k, v in named.items()}
    return Encoded(named)


def digested(conditioning: Conditioning, encoded: Encoded) -> Conditioning:
    """The conditioning with the digests of its embeddings."""
    return conditioning.model_copy(
        update={
            "embedding_sha256": encoded.sha256,
            "negative_embedding_sha256": encoded.negative_sha256,
        }
    )


def _digest(tensors: Any) -> str:
    """SHA-256 over the values as float32, little-endian, one tensor after the other."""
    present = [tensor for tensor in tensors if tensor is not None]
    if not present:
        return ""
    total = hashlib.sha256()
    for tensor in present:
        values = tensor.detach().float().cpu().contiguous().numpy()
        total.update(np.ascontiguousarray(values, dtype="<f4").tobytes())
    return total.hexdigest()
