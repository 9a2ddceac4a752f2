"""How strongly a mark was laid over a photo."""

import cv2
import numpy as np
import pytest

from jobs.stages.marks.known_mark import known_mark, shares
from jobs.stages.marks.opacity import blend_of, restored
from jobs.stages.marks.placement import Box, Drawer
from tests.jobs.stages.marks import scenes


def window(opacity, blur=0.0):
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, opacity)
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    box = Box(100, 40, 200, 140)
    drawn = Drawer(known_mark("m", "", scenes.emblem())).draw(scenes.HERE, box)
    return shares(pixels[40:140, 100:200]), drawn


@pytest.mark.parametrize("opacity", [0.15, 0.3, 0.5, 0.7, 0.85])
def test_the_opacity_is_found_without_a_lean(opacity):
    pixels, drawn = window(opacity)
    assert blend_of(pixels, drawn).opacity == pytest.approx(opacity, abs=0.02)


def test_restoring_at_the_true_opacity_gives_the_photo_back():
    pixels, drawn = window(0.5)
    below = restored(pixels, drawn, 0.5)
    assert np.abs(below - shares(scenes.ground()[40:140, 100:200])).max() < 3 / 255


def test_edges_that_were_softened_are_told_by_their_softness_not_their_strength():
    pixels, drawn = window(0.5, blur=0.6)
    found = blend_of(pixels, drawn)
    assert found.opacity == pytest.approx(0.5, abs=0.04)
    assert found.drawn.alpha.max(initial=0) <= 1
    assert not np.array_equal(found.drawn.alpha, drawn.alpha)
