"""The inpainting networks that ship, with the weights that ship."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.stages import starter_inpainter, structure_net
from jobs.stages.contract import Context
from jobs.stages.spectral_fill import spectral_fill
from jobs.stages.weights import Weights

CONTEXT = Context(Weights(), seed=5)


def photo():
    return np.ascontiguousarray(skimage.data.chelsea()[60:200, 100:290])


def strokes():
    hole = np.zeros((140, 190), np.uint8)
    cv2.putText(hole, "Hello", (20, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 255, 5)
    return hole


def patch():
    hole = np.zeros((140, 190), np.uint8)
    hole[40:100, 60:130] = 255
    return hole


def error(first, second, hole):
    return float(np.sqrt(((first.astype(float) - second) ** 2)[hole > 0].mean()))


def test_thin_strokes_are_filled_better_than_by_fast_marching():
    hole = strokes()
    lettered = np.where(hole[:, :, None] > 0, 255, photo()).astype(np.uint8)
    filled = starter_inpainter.fill(lettered, hole, hole, "", CONTEXT)
    marched = cv2.inpaint(lettered, hole, 3, cv2.INPAINT_TELEA)
    assert error(filled, photo(), hole) < error(marched, photo(), hole)


@pytest.mark.parametrize("hint", ["", "blue sky"])
@pytest.mark.parametrize("hole", [strokes(), patch()], ids=["strokes", "patch"])
def test_known_pixels_keep_their_values_and_the_same_seed_gives_the_same(hole, hint):
    first, second = (starter_inpainter.fill(photo(), hole, hole, hint, CONTEXT) for _ in range(2))
    assert np.array_equal(first, second)
    assert np.array_equal(first[hole == 0], photo()[hole == 0].astype(np.float32))
    assert first.min() >= 0 and first.max() <= 255


def test_a_hint_is_seen_in_a_wide_hole():
    hole, inner = patch(), np.s_[60:80, 80:110]
    blue, red = (
        starter_inpainter.fill(photo(), hole, hole, hint, CONTEXT)[inner].mean(axis=(0, 1))
        for hint in ("clear blue sky", "a red wall")
    )
    assert blue[2] - blue[0] > red[2] - red[0] + 40


def test_nothing_known_is_an_error():
    everything = np.full((32, 32), 255, np.uint8)
    pixels = np.zeros((32, 32, 3), np.uint8)
    with pytest.raises(ValueError, match="nothing is left"):
        spectral_fill(pixels, everything)
    with pytest.raises(ValueError, match="nothing is left"):
        structure_net.lay_out(CONTEXT.weights, pixels, everything, "")


def test_the_pins_name_the_network_by_its_bytes():
    pins = {pin.id: pin for pin in starter_inpainter.pins("blue sky")}
    assert pins["structure-net"].sha256
    assert "all-MiniLM-L6-v2" in pins


def test_without_a_hint_nothing_that_reads_one_is_pinned():
    assert {pin.role for pin in starter_inpainter.pins(" ")} == {"inpainter", "library"}
