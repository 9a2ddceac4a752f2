"""Pictures and planes as PNG bytes."""

import io

import numpy as np
import pytest
import skimage.data
from PIL import Image

from jobs.stages.codec import (
    CodecError,
    decode_picture,
    decode_plane,
    encode_picture,
    encode_plane,
)
from jobs.stages.contract import Picture

ROCKET = Picture(skimage.data.rocket())


def test_a_picture_comes_back_pixel_for_pixel():
    assert np.array_equal(decode_picture(encode_picture(ROCKET)).pixels, ROCKET.pixels)


def test_an_opaque_picture_comes_back_without_alpha():
    assert decode_picture(encode_picture(ROCKET)).alpha is None


def test_alpha_comes_back_and_colours_under_it_are_kept():
    alpha = (np.indices(ROCKET.pixels.shape[:2]).sum(axis=0) % 256).astype(np.uint8)
    back = decode_picture(encode_picture(Picture(ROCKET.pixels, alpha)))
    assert np.array_equal(back.alpha, alpha)
    assert np.array_equal(back.pixels, ROCKET.pixels)


def test_a_plane_comes_back():
    plane = ROCKET.pixels[..., 1].copy()
    assert np.array_equal(decode_plane(encode_plane(plane)), plane)


def test_a_single_pixel_comes_back():
    pixel = Picture(np.array([[[1, 2, 3]]], np.uint8))
    assert decode_picture(encode_picture(pixel)).pixels.tolist() == [[[1, 2, 3]]]


def test_equal_pixels_give_equal_bytes_whatever_their_memory_layout():
    other_layout = np.asfortranarray(ROCKET.pixels)
    assert encode_picture(Picture(other_layout)) == encode_picture(ROCKET)


def test_other_readers_see_the_same_pixels():
    with Image.open(io.BytesIO(encode_picture(ROCKET))) as image:
        assert np.array_equal(np.array(image), ROCKET.pixels)


@pytest.mark.parametrize("length", [9, 40, 1000, -1])
def test_a_cut_file_is_refused(length):
    with pytest.raises(CodecError, match="cut short"):
        decode_picture(encode_picture(ROCKET)[:length])


def test_a_flipped_bit_is_found():
    data = bytearray(encode_picture(ROCKET))
    data[len(data) // 2] ^= 1
    with pytest.raises(CodecError, match="checksum"):
        decode_picture(bytes(data))


def test_other_bytes_are_refused():
    with pytest.raises(CodecError, match="not a PNG"):
        decode_picture(b"MZ" + bytes(100))


def test_a_grey_png_is_no_picture():
    with pytest.raises(CodecError, match="8-bit grey; an 8-bit RGB or RGBA PNG is expected"):
        decode_picture(encode_plane(ROCKET.pixels[..., 0].copy()))


def test_a_picture_is_no_plane():
    with pytest.raises(CodecError, match="8-bit RGB; an 8-bit grey PNG is expected"):
        decode_plane(encode_picture(ROCKET))


def test_an_empty_picture_cannot_be_stored():
    with pytest.raises(CodecError, match="at least 1 x 1"):
        encode_plane(np.zeros((0, 5), np.uint8))
