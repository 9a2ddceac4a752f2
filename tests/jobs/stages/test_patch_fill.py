"""The fast fill: which way a hole is filled, and what holds for every way."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.stages import patch_fill as patching
from jobs.stages.contract import Cancelled
from jobs.stages.holes import Hole, split
from jobs.stages.patch_fill import choose, patch_fill, textured
from tests.jobs.stages.lettered import photo


def disc(radius: int) -> np.ndarray:
    mask = np.zeros(photo().shape[:2], np.uint8)
    cv2.circle(mask, (mask.shape[1] // 2, mask.shape[0] // 2), radius, 255, -1)
    return mask


def hole(radius: int, pixels: np.ndarray | None = None) -> Hole:
    return split(photo() if pixels is None else pixels, disc(radius))[0]


def test_a_plain_ground_is_stretched_smoothly():
    assert choose(hole(30, np.full_like(photo(), 90))) == "smooth"


def test_a_thin_hole_is_interpolated_along_edges():
    assert choose(hole(6)) == "edges"


def test_a_wide_hole_in_a_rough_ground_gets_texture():
    noise = np.random.default_rng(0).integers(0, 255, photo().shape, dtype=np.uint8)
    assert choose(hole(30, noise)) == "texture"


@pytest.mark.parametrize("radius", [6, 30])
def test_every_pixel_outside_the_hole_keeps_its_bytes(radius):
    given = hole(radius)
    crop, unknown = photo()[given.place], disc(radius)[given.place]
    filled = patch_fill(crop, unknown, given, 0)
    assert np.array_equal(filled[given.own == 0], crop[given.own == 0])


def test_cancelling_stops_within_a_hole():
    given, calls = hole(30), iter(range(2))

    def stop() -> None:
        if next(calls, None) is None:
            raise Cancelled

    with pytest.raises(Cancelled):
        patch_fill(photo()[given.place], disc(30)[given.place], given, 0, stop)


def test_a_huge_texture_is_put_together_smaller_and_gets_its_detail_after(monkeypatch):
    grass = np.repeat(skimage.data.grass()[:160, :160, None], 3, axis=2).astype(np.float32)
    mask = np.zeros(grass.shape[:2], np.uint8)
    cv2.circle(mask, (80, 80), 30, 255, -1)
    monkeypatch.setattr(patching, "MOST_TEXTURED", 700)
    filled = textured(grass, mask, np.random.default_rng(0))
    assert 0.6 < filled[mask > 0].std() / grass[mask == 0].std() < 1.3
    assert np.array_equal(filled[mask == 0], grass[mask == 0])
