"""Outlines to pixels and back."""

from __future__ import annotations

import numpy as np

from jobs.stages.regions import bounds, drawn_regions, line_height, outline_mask

BOX = [(10.0, 20.0), (50.0, 20.0), (50.0, 32.0), (10.0, 32.0)]


def test_an_outline_is_filled_with_its_edges():
    mask = outline_mask([BOX], 80, 60)
    assert (mask[20:33, 10:51] == 255).all()
    assert np.count_nonzero(mask) == 13 * 41


def test_each_part_of_a_mask_is_a_region_numbered_from_the_first():
    mask = outline_mask([BOX, [(60, 50), (70, 50), (70, 55), (60, 55)]], 80, 60)
    assert [(region.id, region.source) for region in drawn_regions(mask, 3)] == [
        (3, "drawn"),
        (4, "drawn"),
    ]


def test_a_freely_drawn_part_is_made_again_from_its_outline():
    rows, columns = np.mgrid[:60, :80]
    mask = np.where((rows - 30) ** 2 + 2 * (columns - 40) ** 2 < 500, 255, 0).astype(np.uint8)
    assert np.array_equal(outline_mask([drawn_regions(mask)[0].polygon], 80, 60), mask)


def test_bounds_stay_inside_the_picture():
    assert bounds(BOX, 15, 80, 60) == (0, 5, 66, 48)


def test_a_lines_height_is_its_shorter_side():
    assert line_height(BOX) == 12
