"""Re-encoding as a step: the gate after it sees what the public will."""

from dataclasses import replace

import numpy as np
import pytest

from jobs.stages import reencode
from jobs.stages.contract import Context, Frame, Picture, Region
from jobs.stages.published_formats import OutputFormat, decode, encode, same_pixels
from jobs.stages.weights import Weights, WeightsSettings
from tests import factories


@pytest.fixture
def frame():
    picture = Picture(factories.pixels(96, 64))
    mask = np.zeros((64, 96), np.uint8)
    mask[10, 20] = 127
    square = ((20.0, 10.0), (21.0, 10.0), (21.0, 11.0), (20.0, 11.0))
    return Frame(picture, picture, mask, (Region(id=0, source="drawn", polygon=square),))


@pytest.fixture
def context():
    return Context(weights=Weights(WeightsSettings()))


def test_the_step_goes_on_with_the_file_s_own_pixels(frame, context):
    wanted = OutputFormat(format="jpeg", longest_side=48, quality=60)
    result = reencode.run(frame, wanted, context)
    data = encode(frame.picture, wanted)
    assert same_pixels(result.frame.picture, decode(data, "jpeg"))
    assert result.frame.source is frame.source
    assert (result.details.width, result.details.height) == (48, 32)
    assert result.details.byte_size == len(data)
    assert 30 < result.details.psnr < 60


def test_the_mask_covers_whatever_a_replaced_pixel_went_into(frame, context):
    result = reencode.run(frame, OutputFormat(format="webp", longest_side=24), context)
    assert result.frame.mask.shape == (16, 24)
    assert np.argwhere(result.frame.mask).tolist() == [[2, 5]]
    assert result.frame.mask.max() == 255
    assert result.frame.regions == ()


def test_without_loss_nothing_is_measured_and_nothing_moves(frame, context):
    result = reencode.run(frame, OutputFormat(), context)
    assert result.details.psnr is None
    assert result.frame.regions == frame.regions
    assert result.frame.mask is frame.mask


def test_a_picture_without_a_mask_stays_without(frame, context):
    bare = replace(frame, mask=None, regions=())
    assert reencode.run(bare, OutputFormat(longest_side=32), context).frame.mask is None


def test_the_encoder_is_among_the_pins(context):
    pins = {pin.id for pin in reencode.pins(OutputFormat(), context.weights)}
    assert pins == {"pillow", "opencv", "numpy"}
