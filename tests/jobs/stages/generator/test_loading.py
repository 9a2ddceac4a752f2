"""The pipeline is loaded once, stays warm, and makes room when memory is short."""

import gc
import weakref
from dataclasses import replace

import pytest

from jobs.stages.contract import Context, StageError
from jobs.stages.generator import canonical, loading
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.weights import Weights
from tests.jobs.stages.generator.conftest import blank


def test_a_pipeline_is_loaded_once(weights):
    assert loading.pipeline(weights)[1] is loading.pipeline(weights)[1]


def test_a_convolutional_denoiser_lies_as_the_fingerprint_says(weights):
    import torch

    _, pipeline = loading.pipeline(weights)
    weight = next(p for p in pipeline.unet.parameters() if p.ndim == 4 and p.shape[2] > 1)
    assert loading.MEMORY_FORMAT == "channels_last"
    assert weight.is_contiguous(memory_format=torch.channels_last)


def test_without_memory_a_real_pipeline_goes_when_it_rests_and_comes_back_the_same(weights):
    pressed = Weights(replace(weights.settings, memory_floor_megabytes=2**40))
    asked = CanonicalParams(prompt="a", steps=1)
    digests = []
    for _ in range(2):
        with pressed.in_use():
            _, pipeline = loading.pipeline(pressed)
            held = weakref.ref(pipeline.unet)
            del pipeline
            digests.append(canonical.run(blank(), asked, Context(pressed)).details.sha256_of_pixels)
            assert held() is not None
        gc.collect()
        assert held() is None
        assert pressed.keys == ()
    assert digests[0] == digests[1]


def test_a_device_that_is_not_there_is_named(weights):
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(StageError, match="IMPRIMATUR_DEVICE is cuda"):
        loading.pipeline(Weights(replace(weights.settings, device="cuda")))
