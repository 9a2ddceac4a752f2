"""Removing halos: beside edges and nowhere else, true to what was enlarged."""

import cv2
import numpy as np
import pytest
import skimage.data
from pydantic import ValidationError

from jobs.stages.contract import Cancelled, Context, Frame, Picture, StageError
from jobs.stages.remove_halos import STAGE, RemoveHalosParams
from jobs.stages.strips import HEIGHT
from jobs.stages.weights import Weights

WEIGHTS = Weights()


def edge():
    """A vertical edge between two flat sides, 24 x 24."""
    small = np.full((24, 24, 3), 60, np.uint8)
    small[:, 12:] = 190
    return small


def sharpened(small, scale=4):
    """Enlarged with a halo on both sides of every edge, though true to its source."""
    size = small.shape[1] * scale, small.shape[0] * scale
    source = small.astype(np.float32)
    large = cv2.resize(source, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(10):
        missing = source - cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
        large += cv2.resize(missing, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(np.rint(large), 0, 255).astype(np.uint8)


def cleaned(large, small, context=None, **params):
    frame = Frame(Picture(large), Picture(small))
    return STAGE.run(frame, RemoveHalosParams(**params), context or Context(WEIGHTS))


def test_a_halo_beside_an_edge_goes():
    large = sharpened(edge())
    assert large.min() < 55 and large.max() > 195
    pixels = cleaned(large, edge()).frame.picture.pixels
    assert pixels.min() >= 59 and pixels.max() <= 191


def test_what_lies_away_from_edges_keeps_its_bits():
    small = edge()
    large = sharpened(small)
    large[:, 80:] = np.random.default_rng(0).integers(180, 200, (96, 16, 3))
    pixels = cleaned(large, cv2.resize(large, (24, 24), interpolation=cv2.INTER_AREA))
    assert np.array_equal(pixels.frame.picture.pixels[:, 84:], large[:, 84:])
    assert pixels.details.changed > 0


def test_a_picture_without_edges_passes_unchanged():
    small = np.full((10, 12, 3), 77, np.uint8)
    large = np.random.default_rng(0).integers(70, 84, (40, 48, 3)).astype(np.uint8)
    result = cleaned(large, small)
    assert np.array_equal(result.frame.picture.pixels, large)
    assert (result.details.beside_edges, result.details.changed) == (0, 0)


def test_a_line_thinner_than_a_source_pixel_stays_brighter_than_in_the_source():
    original = np.full((96, 96, 3), 60, np.uint8)
    original[:, 49:51] = 190
    small = cv2.resize(original, (24, 24), interpolation=cv2.INTER_AREA)
    assert cleaned(original, small).frame.picture.pixels.max() > small.max() + 15


def test_the_details_tell_what_was_beyond_the_range_before_and_after():
    details = cleaned(sharpened(edge()), edge()).details
    assert details.beyond_before > 1 > details.beyond_after
    assert 0 < details.beside_edges < 0.5


def test_scaled_down_again_the_result_is_the_source():
    photo = skimage.data.chelsea()[60:140, 90:200].copy()
    large = cv2.resize(photo, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    small = cv2.resize(large, (110, 80), interpolation=cv2.INTER_AREA)
    result = cleaned(large, photo)
    again = cv2.resize(result.frame.picture.pixels, (110, 80), interpolation=cv2.INTER_AREA)
    assert cv2.PSNR(again, small) > 45
    assert result.details.fidelity_db > 45


def test_strips_cannot_be_found():
    small = np.tile(edge(), (6, 1, 1))
    assert len(small) > 2 * HEIGHT
    pixels = cleaned(sharpened(small, 2), small).frame.picture.pixels
    assert np.ptp(pixels[8:-8].astype(int), axis=0).max() == 0


def test_the_scale_may_be_told_where_the_source_does_not_say_it():
    large = sharpened(edge())
    pixels = cleaned(large, large, scale=4).frame.picture.pixels
    assert pixels.max() < large.max()


@pytest.mark.parametrize(
    ("size", "told"),
    [((24, 24), "nothing was enlarged"), ((48, 40), "no enlargement"), ((240, 240), "up to 4")],
)
def test_what_is_no_enlargement_of_the_source_is_refused(size, told):
    with pytest.raises(StageError, match=told):
        cleaned(cv2.resize(edge(), size), edge())


@pytest.mark.parametrize("scale", [0, 1, 100])
def test_a_scale_out_of_range_is_refused(scale):
    with pytest.raises(ValidationError, match="scale"):
        RemoveHalosParams(scale=scale)


def test_a_cancelled_job_stops_at_the_next_strip():
    context = Context(WEIGHTS, stop=Cancelled)
    with pytest.raises(Cancelled):
        cleaned(sharpened(edge()), edge(), context)
