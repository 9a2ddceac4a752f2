"""The formats that pictures leave in: what they keep, what they refuse, what they cost."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from jobs.stages.contract import Picture, StageError
from jobs.stages.picture_distance import distance
from jobs.stages.published_formats import (
    FORMAT_NAMES,
    OutputFormat,
    decode,
    encode,
    fitted_size,
    keeps_pixels,
    same_pixels,
    scaled,
)
from tests import factories


@pytest.fixture
def picture():
    return Picture(factories.pixels(96, 64))


@pytest.fixture
def see_through(picture):
    alpha = np.zeros((64, 96), np.uint8)
    alpha[:, :48] = 255
    return Picture(picture.pixels, alpha)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_file_comes_back_as_the_picture_within_its_format_s_loss(picture, name):
    read = decode(encode(picture, OutputFormat(format=name)), name)
    assert read.size == picture.size
    assert distance(read.pixels, picture.pixels).psnr is None or (
        distance(read.pixels, picture.pixels).psnr > 35
    )


def test_a_png_in_full_size_keeps_every_pixel(picture, see_through):
    for one in (picture, see_through):
        assert keeps_pixels(one.size, OutputFormat())
        assert same_pixels(decode(encode(one, OutputFormat()), "png"), one)


@pytest.mark.parametrize("name", ["png", "webp", "avif"])
def test_transparency_is_kept_where_the_format_has_it(see_through, name):
    read = decode(encode(see_through, OutputFormat(format=name, quality=100)), name)
    assert np.abs(read.alpha.astype(int) - see_through.alpha).max() <= 2


def test_a_jpeg_refuses_transparency_and_says_what_can_hold_it(see_through):
    with pytest.raises(StageError, match="publish it as PNG, WebP or AVIF"):
        encode(see_through, OutputFormat(format="jpeg"))


def test_a_side_that_a_format_cannot_hold_is_refused():
    wide = Picture(np.zeros((1, 16_400, 3), np.uint8))
    with pytest.raises(StageError, match="WebP holds at most 16383 pixels"):
        encode(wide, OutputFormat(format="webp"))
    narrower = OutputFormat(format="webp", longest_side=800)
    assert decode(encode(wide, narrower), "webp").size == (800, 1)


@pytest.mark.parametrize(
    ("size", "longest", "expected"),
    [((96, 64), 48, (48, 32)), ((64, 96), 48, (32, 48)), ((96, 64), 200, (96, 64)),
     ((96, 64), 0, (96, 64)), ((9000, 3), 64, (64, 1))],
)  # fmt: skip
def test_pictures_are_scaled_down_and_never_up(size, longest, expected):
    assert fitted_size(size, OutputFormat(longest_side=longest)) == expected


def test_what_cannot_be_seen_lends_its_colour_to_nothing():
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = 255
    alpha = np.zeros((64, 64), np.uint8)
    alpha[:, :33] = 255
    small = scaled(Picture(pixels, alpha), OutputFormat(longest_side=32))
    # Column 16 averages a visible white and an invisible white beside visible black ones.
    assert small.pixels[:, :16].max() == 0
    assert small.pixels[:, 16].min() == 255
    assert small.alpha[0, 16] == 128


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_equal_pixels_give_equal_bytes_and_xmp_changes_no_pixel(picture, name):
    wanted = OutputFormat(format=name, longest_side=80, quality=70)
    plain = encode(picture, wanted)
    assert encode(picture, wanted) == plain
    told = encode(picture, wanted, b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    assert b"xmpmeta" in told
    assert same_pixels(decode(told, name), decode(plain, name))


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_every_file_says_that_it_is_srgb(picture, name):
    with Image.open(io.BytesIO(encode(picture, OutputFormat(format=name)))) as image:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileName(profile)


def test_bytes_that_are_no_such_file_are_refused():
    with pytest.raises(StageError, match="not a whole WebP"):
        decode(b"RIFF????WEBP", "webp")
