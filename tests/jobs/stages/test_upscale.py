"""Enlarging: any size, without tile borders, true to the source."""

import cv2
import numpy as np
import pytest
import skimage.data
from pydantic import ValidationError

from jobs.stages.contract import Cancelled, Context, Frame, Picture, Region, StageError
from jobs.stages.upscale import MAX_PIXELS, STAGE, UpscaleParams
from jobs.stages.weights import Weights

WEIGHTS = Weights()
CHELSEA = skimage.data.chelsea()[60:140, 90:200].copy()


def enlarge(pixels, *, alpha=None, mask=None, regions=(), context=None, **params):
    picture = Picture(pixels, alpha)
    frame = Frame(picture, picture, mask, regions)
    return STAGE.run(frame, UpscaleParams(**params), context or Context(WEIGHTS))


def largest_difference(a, b):
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize(
    ("scale", "size"), [(2, (80, 60)), (1.37, (55, 41)), (3, (120, 90)), (4, (160, 120))]
)
def test_any_scale_gives_the_rounded_size(scale, size):
    assert enlarge(CHELSEA[:30, :40], scale=scale).frame.picture.size == size


def test_a_tile_border_cannot_be_found():
    whole = enlarge(CHELSEA, scale=2.5, tile=1024).frame.picture.pixels
    tiled = enlarge(CHELSEA, scale=2.5, tile=64, overlap=20).frame.picture.pixels
    assert largest_difference(whole, tiled) <= 1


def test_the_same_picture_gives_the_same_bits_from_another_process_s_network():
    first = enlarge(CHELSEA[:40, :50], scale=4).frame.picture.pixels
    again = enlarge(CHELSEA[:40, :50], scale=4, context=Context(Weights()))
    assert np.array_equal(first, again.frame.picture.pixels)


@pytest.mark.parametrize(("scale", "decibels"), [(1.37, 50), (2, 55), (4, 55)])
def test_scaled_down_again_the_result_is_the_source(scale, decibels):
    source = CHELSEA[:50, :60]
    result = enlarge(source, scale=scale)
    small = cv2.resize(result.frame.picture.pixels, (60, 50), interpolation=cv2.INTER_AREA)
    assert cv2.PSNR(small, source) >= decibels
    assert result.details.fidelity_db >= decibels


def test_it_comes_nearer_to_the_large_original_than_bicubic():
    original = skimage.data.astronaut()[40:232, 130:322]
    small = cv2.resize(original, (64, 64), interpolation=cv2.INTER_AREA)
    bicubic = cv2.resize(small, (192, 192), interpolation=cv2.INTER_CUBIC)
    ours = enlarge(small, scale=3).frame.picture.pixels
    assert cv2.PSNR(ours, original) > cv2.PSNR(bicubic, original) + 0.5


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (3, 5)])
def test_tiny_and_thin_pictures_are_enlarged(shape):
    pixels = np.full((*shape, 3), 90, np.uint8)
    enlarged = enlarge(pixels, scale=2).frame.picture
    assert enlarged.size == (2 * shape[1], 2 * shape[0])
    assert largest_difference(enlarged.pixels, np.full(enlarged.pixels.shape, 90)) <= 2


def test_alpha_is_enlarged_along():
    alpha = np.zeros(CHELSEA.shape[:2], np.uint8)
    alpha[20:60, 30:80] = 255
    enlarged = enlarge(CHELSEA, alpha=alpha, scale=2).frame.picture.alpha
    assert enlarged.shape == (160, 220)
    assert enlarged[60:100, 80:140].min() == 255
    assert enlarged[:30].max() == 0


def test_the_mask_stays_a_mask():
    mask = np.zeros(CHELSEA.shape[:2], np.uint8)
    mask[20:60, 30:80] = 255
    enlarged = enlarge(CHELSEA, mask=mask, scale=1.5, overlap=8).frame.mask
    assert enlarged.shape == (120, 165)
    assert set(np.unique(enlarged)) == {0, 255}
    assert abs(int(np.count_nonzero(enlarged)) - 60 * 75) < 200


def test_regions_are_measured_in_the_new_pixels():
    region = Region(
        id=0, source="ocr", polygon=((1, 2), (5, 2), (5, 4)), stroke_width=3, dilation=1.5
    )
    (enlarged,) = enlarge(CHELSEA[:9, :9], regions=(region,), scale=2).frame.regions
    assert enlarged.polygon == ((2, 4), (10, 4), (10, 8))
    assert (enlarged.stroke_width, enlarged.dilation) == (6, 3)


def test_the_source_stays_at_its_own_size():
    small = CHELSEA[:9, :9]
    assert enlarge(small, scale=2).frame.source.pixels is small


def test_progress_is_told_for_every_tile():
    told = []
    context = Context(WEIGHTS, report=lambda fraction, note="": told.append((fraction, note)))
    tiles = enlarge(CHELSEA, scale=2, tile=64, overlap=8, context=context).details.tiles
    assert [note for _, note in told if note.startswith("tile")] == [
        f"tile {i + 1} of {tiles}" for i in range(tiles)
    ]
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)


def test_a_cancelled_job_stops_at_the_next_tile():
    told = []
    context = Context(
        WEIGHTS,
        report=lambda fraction, note="": told.append(note),
        stop=lambda: Cancelled() if "tile 2 of 4" in told else None,
    )
    with pytest.raises(Cancelled):
        enlarge(CHELSEA, scale=2, tile=64, overlap=8, context=context)
    assert told[-1] == "tile 2 of 4"


@pytest.mark.parametrize("scale", [0, 1, -2, 4.01, 100, "large"])
def test_a_scale_out_of_range_is_refused(scale):
    with pytest.raises(ValidationError, match="scale"):
        UpscaleParams(scale=scale)


def test_more_pixels_than_can_be_made_are_refused_before_any_work():
    huge = np.broadcast_to(np.uint8(0), (8000, 8000, 3))
    with pytest.raises(StageError, match=f"at most {MAX_PIXELS // 10**6} million are made"):
        enlarge(huge, scale=2)


def test_pins_name_the_network_that_we_trained_on_by_its_digest():
    (pin,) = (pin for pin in STAGE.pins(UpscaleParams(), Weights()) if pin.role == "upscaler")
    assert (pin.id, len(pin.sha256)) == ("compact-photo", 64)


def test_pins_name_both_files_of_a_network_as_it_came_by_their_digest():
    pins = STAGE.pins(UpscaleParams(model="realesr-animevideov3"), Weights())
    files = [pin for pin in pins if pin.role == "upscaler"]
    assert [pin.id for pin in files] == [
        "realesr-animevideov3-x4.param",
        "realesr-animevideov3-x4.bin",
    ]
    assert files[1].sha256.startswith("548a36f9c3f4ab8d")
    assert all(pin.version for pin in pins)


def test_a_network_as_it_came_enlarges_through_ncnn():
    pixels = enlarge(CHELSEA[:20, :30], scale=2, model="realesr-animevideov3").frame.picture.pixels
    ours = enlarge(CHELSEA[:20, :30], scale=2).frame.picture.pixels
    assert 0 < np.abs(pixels.astype(int) - ours).mean() < 5
