"""The stage take_mask: the mask stays as it is, and each part of it says where it came from."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages import take_mask
from jobs.stages.contract import Context, Frame, Picture, Region, StageError
from jobs.stages.weights import Weights

WIDTH, HEIGHT = 120, 80
FOUND = Region(
    id=4,
    source="ocr",
    polygon=((20, 20), (60, 20), (60, 32), (20, 32)),
    text="SALE",
    detection_confidence=0.9,
    recognition_confidence=0.8,
    stroke_width=3.0,
    dilation=2.0,
    reason="2 px: stroke 3.0 px",
)


def taken(mask, *regions):
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    frame = Frame(Picture(pixels), Picture(pixels), mask)
    params = take_mask.TakeMaskParams(regions=regions)
    return take_mask.run(frame, params, Context(Weights()))


def painted(*boxes) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = 255
    return mask


def test_the_mask_is_handed_on_pixel_by_pixel():
    mask = painted((22, 22, 50, 30), (80, 50, 100, 70))
    assert np.array_equal(taken(mask, FOUND).frame.mask, mask)


def test_a_found_region_keeps_its_numbers_and_the_rest_is_drawn():
    result = taken(painted((22, 22, 50, 30), (80, 50, 100, 70)), FOUND)
    found, drawn = result.frame.regions
    assert found.text == "SALE"
    assert found.stroke_width == FOUND.stroke_width
    assert found.reason == "2 px: stroke 3.0 px; 224 px of it masked"
    assert drawn.source == "drawn"
    assert drawn.id == 5
    assert result.details.by_hand == 400


def test_without_found_regions_all_of_it_is_drawn():
    result = taken(painted((22, 22, 50, 30), (80, 50, 100, 70)))
    assert [region.source for region in result.frame.regions] == ["drawn", "drawn"]


def test_a_region_that_was_erased_whole_is_left_out_and_counted():
    result = taken(painted((80, 50, 100, 70)), FOUND)
    assert [region.source for region in result.frame.regions] == ["drawn"]
    assert result.details.left_out == 1


def test_what_grew_beyond_the_outline_is_still_the_regions():
    result = taken(painted((18, 18, 62, 34)), FOUND)
    assert [region.source for region in result.frame.regions] == ["ocr"]


@pytest.mark.parametrize(
    ("mask", "said"),
    [
        (None, "needs a mask"),
        (np.zeros((HEIGHT, WIDTH), np.uint8), "empty"),
        (np.full((HEIGHT, WIDTH), 255, np.uint8), "whole picture"),
        (np.zeros((20, 30), np.uint8), "30 x 20 pixels and the picture 120 x 80"),
    ],
)
def test_a_mask_that_cannot_be_filled_is_refused_with_what_to_do(mask, said):
    with pytest.raises(StageError, match=said):
        taken(mask)
