"""What fill does beside letters: takes traces off calm ground, and leaves rough ground alone."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.calibration.defects.compression import compressed
from jobs.stages import inpaint
from jobs.stages.contract import EDGE, Context, Frame, Picture, Region
from jobs.stages.regions import disk, replaced
from jobs.stages.soft_edges import edges_off
from jobs.stages.weights import Weights
from tests.jobs.stages.overlay.strokes import HEIGHT, WIDTH, strokes

SKY = np.array([96.0, 140.0, 205.0])
WHITE = (250.0, 250.0, 250.0)
RIGHT, BELOW = WIDTH - 8.0, HEIGHT - 8.0
OUTLINE = ((8.0, 8.0), (RIGHT, 8.0), (RIGHT, BELOW), (8.0, BELOW))
LINE = Region(id=0, source="ocr", polygon=OUTLINE)


def ground(grain):
    """A sky that brightens downwards, its fine detail of this deviation in levels."""
    slope = np.linspace(-12, 12, HEIGHT)[:, None, None]
    noise = np.random.default_rng(5).normal(0, grain, (HEIGHT, WIDTH, 3))
    return np.clip(np.round(SKY + slope + noise), 0, 255).astype(np.uint8)


def drawn_towards_the_ground(seen, mask):
    pixels = seen.copy()
    edges_off(pixels, seen, mask, LINE)
    return pixels


def edged(covered):
    """A mask of strokes one pixel wider than they are, and two more as their edge."""
    strokes_mask = np.where(covered, 255, 0).astype(np.uint8)
    mask = np.asarray(cv2.dilate(strokes_mask, disk(1)), np.uint8)
    return np.where((cv2.dilate(mask, disk(2)) > 0) & (mask == 0), EDGE, mask).astype(np.uint8)


def off(pixels, clean, places):
    return float(np.sqrt(((pixels.astype(float) - clean)[places] ** 2).mean()))


def test_what_compression_left_beside_letters_fades_on_calm_ground():
    clean = ground(0.3)
    covered = strokes(1.0).covered
    lettered = np.where(covered[:, :, None], np.array(WHITE), clean).astype(np.uint8)
    seen = compressed(lettered, 75)
    mask = edged(covered)
    edge = mask == EDGE
    drawn = drawn_towards_the_ground(seen, mask)
    assert off(drawn, clean, edge) < 0.65 * off(seen, clean, edge)
    assert (drawn[~edge] == seen[~edge]).all()


def test_detail_of_rough_ground_beside_letters_stays():
    clean = ground(12)
    covered = strokes(1.0).covered
    seen = np.where(covered[:, :, None], np.array(WHITE), clean).astype(np.uint8)
    mask = edged(covered)
    edge = mask == EDGE
    assert off(drawn_towards_the_ground(seen, mask), clean, edge) < 1


def test_nothing_changes_where_no_ground_is_left():
    seen = ground(3)
    mask = np.full(seen.shape[:2], 255, np.uint8)
    mask[20:24] = EDGE
    assert (drawn_towards_the_ground(seen, mask) == seen).all()


def test_filled_letters_keep_their_edges_in_the_mask_and_the_gate_does_not_judge_those():
    clean = ground(0.3)
    covered = strokes(1.0).covered
    seen = compressed(np.where(covered[:, :, None], np.array(WHITE), clean).astype(np.uint8), 75)
    mask = edged(covered)
    frame = Frame(Picture(seen), Picture(seen), mask, (LINE,))
    done = inpaint.run(frame, inpaint.InpaintParams(strategy="patch"), Context(Weights()))
    assert np.array_equal(done.frame.mask, mask)
    assert done.details.soft_edges == (mask == EDGE).sum()
    assert (done.frame.picture.pixels != seen).any(axis=2)[mask == EDGE].any()
    assert np.array_equal(replaced(done.frame.mask) > 0, mask == 255)
