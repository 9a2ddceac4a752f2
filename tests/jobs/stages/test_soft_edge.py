"""The soft edge of letters: wide on plain ground, tight on rough."""

from __future__ import annotations

import numpy as np

from jobs.stages.soft_edge import fine_detail, with_soft_edge

NOTHING = np.zeros((40, 40), np.float32)


def stroke() -> np.ndarray:
    mask = np.zeros((40, 40), np.uint8)
    mask[10:30, 18:22] = 255
    return mask


def width(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask[20]))


def test_plain_ground_has_no_fine_detail_and_rough_ground_has():
    plain = np.full((40, 40, 3), 120, np.uint8)
    rough = np.random.default_rng(0).integers(60, 180, (40, 40, 3)).astype(np.uint8)
    assert fine_detail(plain, NOTHING).max() < 0.1
    assert fine_detail(rough, NOTHING).min() > 10


def test_what_is_painted_is_no_detail_of_the_ground():
    pixels = np.full((40, 40, 3), 120, np.uint8)
    pixels[stroke() > 0] = 255
    painted = (stroke() > 0).astype(np.float32)
    assert fine_detail(pixels, painted).max() < 0.1


def test_the_plainer_the_ground_the_more_of_an_edge_is_taken():
    widths = [
        width(with_soft_edge(stroke(), NOTHING, np.full_like(NOTHING, detail)))
        for detail in (20, 5, 2, 1)
    ]
    assert widths == [4, 6, 8, 10]


def test_on_rough_ground_a_pixel_that_may_be_painted_is_taken():
    painted = np.full_like(NOTHING, 0.3)
    assert width(with_soft_edge(stroke(), painted, np.full_like(NOTHING, 20))) == 6
