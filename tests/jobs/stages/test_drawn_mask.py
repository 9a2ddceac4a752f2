"""Masks as people's programs write them, and what is no mask."""

import io

import numpy as np
import pytest
from PIL import Image

from jobs.stages.drawn_mask import take_in_mask
from jobs.stages.intake import IntakeError, Limits

LIMITS = Limits(max_bytes=1_000_000, max_pixels=100_000)
SIZE = (30, 20)
INSIDE = np.zeros((20, 30), bool)
INSIDE[5:9, 4:8] = True


def file_of(image, form="PNG", **options) -> bytes:
    buffer = io.BytesIO()
    if isinstance(image, np.ndarray):
        image = Image.fromarray(image)
    image.save(buffer, form, **options)
    return buffer.getvalue()


def grey(inside: int, outside: int = 0, kind=np.uint8) -> np.ndarray:
    return np.where(INSIDE, inside, outside).astype(kind)


def taken(data: bytes) -> np.ndarray:
    return take_in_mask(data, SIZE, LIMITS)


def palette(**options) -> bytes:
    image = Image.fromarray(INSIDE.astype(np.uint8), "P")
    # Inside is the darker index's brighter colour: the colours count, not the numbers.
    image.putpalette([20, 20, 20, 250, 240, 230])
    return file_of(image, **options)


def rgba(inside, outside) -> np.ndarray:
    return np.where(INSIDE[..., None], inside, outside).astype(np.uint8)


@pytest.mark.parametrize(
    "data",
    [
        file_of(grey(255)),
        file_of(grey(128, 127)),
        file_of(Image.fromarray(INSIDE)),
        file_of(grey(255)[..., None].repeat(3, 2)),
        file_of(grey(65535, kind=np.uint16)),
        file_of(grey(128 * 257, 127 * 257, np.uint16)),
        palette(),
        palette(transparency=0),
        file_of(rgba([0, 0, 0, 255], [255, 255, 255, 0])),
        file_of(rgba([255, 0, 0, 128], [255, 0, 0, 127])),
        file_of(rgba([255, 255, 255, 255], [0, 0, 0, 255])),
        file_of(grey(255), "TIFF"),
        file_of(grey(255), "WEBP", lossless=True),
    ],
    ids=[
        "grey", "grey at the level", "1 bit", "RGB", "16 bit", "16 bit at the level", "palette",
        "palette with transparency", "painted black", "painted faintly", "opaque RGBA", "TIFF",
        "WebP",
    ],
)  # fmt: skip
def test_inside_is_what_is_bright_or_painted(data):
    assert np.array_equal(taken(data), np.where(INSIDE, 255, 0))


def test_another_size_is_refused_with_both_sizes():
    with pytest.raises(IntakeError, match="20 x 30 pixels and the picture 30 x 20"):
        taken(file_of(np.full((30, 20), 255, np.uint8)))


@pytest.mark.parametrize("data", [file_of(grey(0)), file_of(rgba([255] * 3 + [0], [0] * 4))])
def test_an_empty_mask_is_refused(data):
    with pytest.raises(IntakeError, match="empty: paint what should be replaced"):
        taken(data)


def test_a_mask_too_faint_to_count_is_said_to_be_so():
    with pytest.raises(IntakeError, match="strongest pixel is 100, and 128 to 255 are inside"):
        taken(file_of(grey(100)))


@pytest.mark.parametrize("data", [file_of(grey(255, 255)), file_of(rgba([9, 9, 9, 200], [200]))])
def test_a_mask_that_covers_everything_is_refused(data):
    with pytest.raises(IntakeError, match="covers the whole picture: leave something"):
        taken(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"PNG", "not a picture"),
        (file_of(grey(255))[:60], "breaks off"),
        (file_of(grey(255))[:-1], "breaks off"),
        (file_of(np.zeros((400, 400), np.uint8)), "400 x 400 pixels"),
        (file_of(grey(255, kind=np.uint8), "GIF"), "is a GIF"),
    ],
    ids=["empty", "no picture", "cut", "cut at its end", "huge", "GIF"],
)
def test_what_is_no_whole_picture_is_refused(data, words):
    with pytest.raises(IntakeError, match=words):
        taken(data)
