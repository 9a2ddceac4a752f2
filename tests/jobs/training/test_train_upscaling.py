"""Training data for the two enlarging networks, and one real step of training each."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from jobs.stages import compact_net, enhance_net
from jobs.stages.ncnn_models import MODELS, weight_files
from jobs.training import train_compact, train_enhance
from jobs.training.ncnn_start import load_into
from jobs.training.perceptual_loss import perceptual_loss
from jobs.training.reduced_pairs import SCALE, sizes_of
from jobs.training.train_enhance import Pair

PHOTO = skimage.data.astronaut()[:320, :320].copy()


@pytest.fixture(scope="module")
def pair():
    (clean,) = sizes_of([PHOTO], 320)
    small = train_enhance.scaled_down(clean)
    return Pair(clean, small, np.repeat(np.repeat(small, SCALE, 0), SCALE, 1))


def test_a_batch_holds_crops_and_what_they_were_scaled_down_to():
    small, clean = next(train_compact.batches(0, [PHOTO]))
    assert small.shape == (train_compact.BATCH, 3, train_compact.SIDE, train_compact.SIDE)
    reduced = clean.reshape(*small.shape[:3], SCALE, small.shape[3], SCALE).mean((3, 5))
    assert np.abs(reduced - small).max() <= 0.51 / 255


def test_a_batch_of_the_enhancer_s_holds_all_three_alike(pair):
    small, enlarged, clean, scale = next(train_enhance.batches(0, [pair]))
    assert scale in (2, 3, 4)
    assert np.array_equal(enlarged[:, :, ::SCALE, ::SCALE], small)
    assert enlarged.shape == clean.shape


def test_the_loss_reaches_every_weight_of_the_compact_net():
    net = train_compact.start()
    train_compact.loss_of(net, next(train_compact.batches(0, [PHOTO]))).backward()
    assert all(float(each.grad.abs().sum()) > 0 for each in net.parameters())


def test_the_loss_reaches_the_last_weights_of_a_new_enhancer(pair):
    net = enhance_net.build()
    train_enhance.loss_of(net, next(train_enhance.batches(0, [pair]))).backward()
    # The last layer begins with nothing, so that the others learn from the second step on.
    assert float(net.tail.weight.grad.abs().sum()) > 0


def test_the_perceptual_loss_is_nought_for_the_same_and_grows_with_softness():
    import torch

    clean = torch.from_numpy(PHOTO[:64, :64].transpose(2, 0, 1)[None].astype(np.float32) / 255)
    softer = torch.nn.functional.avg_pool2d(clean, 3, stride=1, padding=1)
    softest = torch.nn.functional.avg_pool2d(softer, 5, stride=1, padding=2)
    same, soft, most = (float(perceptual_loss(each, clean)) for each in (clean, softer, softest))
    assert abs(same) < 1e-5
    assert same < soft < most


def test_a_file_of_another_length_is_refused(tmp_path):
    param, binary = weight_files(MODELS["realesr-animevideov3"])
    (tmp_path / "longer.bin").write_bytes(binary.read_bytes() + bytes(8))
    with pytest.raises(ValueError, match="bytes where the network takes"):
        load_into(compact_net.build(), param, tmp_path / "longer.bin")
