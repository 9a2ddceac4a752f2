"""A line cut out and laid level, straight or curved."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.line_crops import middle_line, outline_of, upright
from tests.jobs.stages.outlines import arc, box, turned


def test_a_straight_contour_becomes_four_corners():
    corners = turned((100, 100), (120, 24), 15).polygon
    contour = np.concatenate(
        [np.linspace(corners[i], corners[(i + 1) % 4], 9)[:-1] for i in range(4)]
    )
    assert len(outline_of(contour.astype(np.float32))) == 4


def test_a_curved_contour_keeps_its_curve():
    assert len(outline_of(arc((200, 200), 100, 20).polygon)) > 8


def test_a_tall_line_is_turned_before_it_is_read():
    pixels = np.zeros((200, 200, 3), np.uint8)
    assert upright(pixels, box(10, 10, 30, 150).polygon).shape[:2] == (20, 140)


def test_a_curved_line_is_laid_level():
    rows, columns = np.mgrid[:300, :400]
    away = np.hypot(columns - 200, rows - 200)
    ring = np.where(np.abs(away - 100) < 4, 255, 0).astype(np.uint8)
    crop = upright(np.dstack([ring] * 3), arc((200, 200), 100, 24).polygon)[:, :, 0]
    height, width = crop.shape
    assert height == pytest.approx(24, abs=2)
    assert width == pytest.approx(100 * np.radians(140), rel=0.1)
    inner = crop[:, height : width - height]
    assert (inner[height // 2 - 1 : height // 2 + 1] > 128).mean() > 0.95
    assert (inner[:4] < 128).all()


@pytest.mark.parametrize(("first", "last"), [(200, 340), (20, 160)], ids=["over", "under"])
def test_a_curved_line_is_read_from_left_to_right(first, last):
    line = middle_line(arc((200, 200), 100, 20, first, last).polygon)
    assert line[0, 0] < 150
    assert line[-1, 0] > 250


def test_a_round_outline_has_a_middle_too():
    around = np.radians(np.linspace(0, 330, 12))
    disc = np.stack([20 + 8 * np.cos(around), 20 + 8 * np.sin(around)], axis=1).astype(np.float32)
    assert len(outline_of(disc)) == 4
    assert len(middle_line(disc)) > 1
