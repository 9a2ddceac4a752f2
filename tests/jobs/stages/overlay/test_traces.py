"""What compression leaves beside letters: told from calm ground, and not from the photo's own."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.calibration.defects.compression import compressed
from jobs.stages.contract import Region
from jobs.stages.overlay.traces import REACH, traces, with_traces
from tests.jobs.stages.overlay.strokes import HEIGHT, WIDTH, strokes

SKY = np.array([96.0, 140.0, 205.0])
WHITE = (250.0, 250.0, 250.0)
QUALITY = 75


def sky(grain=0.5):
    """A sky that brightens downwards, with a little grain."""
    slope = np.linspace(-12, 12, HEIGHT)[:, None, None]
    noise = np.random.default_rng(5).normal(0, grain, (HEIGHT, WIDTH, 3))
    return np.clip(np.round(SKY + slope + noise), 0, 255).astype(np.uint8)


def lettered(ground):
    """The ground with strokes on it, and their mask with a soft edge of one pixel."""
    covered = strokes(1.0).covered
    pixels = np.where(covered[:, :, None], np.array(WHITE), ground).astype(np.uint8)
    mask = np.where(covered, 255, 0).astype(np.uint8)
    return pixels, np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def test_ripples_beside_letters_are_found_where_compression_made_them():
    ground = sky()
    pixels, mask = lettered(ground)
    seen, clean = compressed(pixels, QUALITY), compressed(ground, QUALITY)
    found = traces(seen, mask)
    error = np.abs(seen.astype(float) - clean).mean(axis=2)
    beside = (mask == 0) & (cv2.distanceTransform(255 - mask, cv2.DIST_L2, 5) <= REACH)
    worst = beside & (error > 8)
    assert worst.sum() > 50
    assert found[worst].mean() > 0.6
    assert not found[~beside].any()


def test_what_was_never_compressed_has_no_ripples():
    pixels, mask = lettered(sky())
    assert traces(pixels, mask).mean() < 1e-3


def test_the_photos_own_edges_and_rough_ground_are_left():
    roofed = sky()
    roofed[HEIGHT // 2 :] = 60
    for ground in (roofed, strokes(1.0).clean):
        pixels, mask = lettered(ground)
        assert traces(pixels, mask).mean() < 1e-3


def test_a_mask_of_nothing_and_one_of_everything_have_no_ripples():
    pixels, mask = lettered(sky())
    assert not traces(pixels, np.zeros_like(mask)).any()
    assert not traces(pixels, np.full_like(mask, 255)).any()


def test_a_region_is_told_how_much_was_rippled():
    pixels, mask = lettered(sky())
    region = Region(id=0, source="ocr", polygon=((0, 0), (9, 0), (9, 9)), reason="2 px")
    whole, told = with_traces(compressed(pixels, QUALITY), mask, region)
    more = int(np.count_nonzero(whole) - np.count_nonzero(mask))
    assert told.reason == f"2 px; {more} px beside them that compression rippled"
    assert with_traces(pixels, mask, region) == (mask, region)
