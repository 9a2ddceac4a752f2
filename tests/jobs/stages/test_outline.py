"""The walk along an outline: evenly, clockwise as seen, normals pointing out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages.outline import LEAST_SAMPLES, MOST_SAMPLES, walk


def disc(radius: int) -> np.ndarray:
    mask = np.zeros((2 * radius + 21, 2 * radius + 21), np.uint8)
    cv2.circle(mask, (radius + 10, radius + 10), radius, 255, -1)
    return mask


def test_normals_of_a_disc_point_away_from_its_middle():
    outline = walk(disc(30))
    away = outline.points - 40
    away /= np.hypot(*away.T)[:, None]
    assert (away * outline.outwards).sum(axis=1).min() > 0.85


def test_the_walk_is_clockwise_as_seen():
    points = walk(disc(30)).points
    onwards = np.roll(points, -1, axis=0)
    assert (points[:, 0] * onwards[:, 1] - onwards[:, 0] * points[:, 1]).sum() > 0


def test_steps_are_about_a_pixel():
    points = walk(disc(30)).points
    steps = np.hypot(*(np.roll(points, -1, axis=0) - points).T)
    assert 0.6 < steps.min() <= steps.max() < 1.6


def test_a_single_pixel_has_an_outline_too():
    mask = np.zeros((9, 9), np.uint8)
    mask[4, 4] = 255
    assert len(walk(mask)) == LEAST_SAMPLES


def test_a_long_outline_is_walked_in_larger_steps():
    assert len(walk(disc(400))) == MOST_SAMPLES


def test_only_the_largest_part_is_walked():
    mask = disc(30)
    mask[0, 0] = 255
    assert walk(mask).points.min() > 5


def test_an_empty_hole_is_refused():
    with pytest.raises(ValueError, match="empty"):
        walk(np.zeros((9, 9), np.uint8))
