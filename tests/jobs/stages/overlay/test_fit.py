"""Layers fitted to a line: which pixels are covered, and by what."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.overlay.fit import fit
from tests.jobs.stages.overlay.strokes import HEIGHT, INK, WIDTH, strokes


def fitted(opacity, **kind):
    scene = strokes(opacity, **kind)
    found = fit(scene.pixels, scene.painted, scene.painted, scene.zone, 40)
    assert found is not None
    return scene, found


@pytest.mark.parametrize("opacity", [0.5, 0.7])
def test_opacity_and_colour_of_see_through_letters_are_found(opacity):
    _, found = fitted(opacity)
    assert found.lettering.opacity == pytest.approx(opacity, abs=0.1)
    assert np.abs(np.array(found.lettering.colour) - INK).max() < 45


def test_opaque_letters_are_told_as_such():
    _, found = fitted(1.0)
    assert found.lettering.opacity > 0.95
    assert np.abs(np.array(found.lettering.colour) - INK).max() < 6


def test_strokes_are_covered_and_ground_that_the_network_doubted_is_not():
    scene, found = fitted(0.8)
    assert (found.covered[scene.covered] > 0.5).mean() > 0.97
    doubted = (scene.painted > 0.5) & ~scene.covered
    assert doubted.any()
    assert (found.covered[doubted] > 0.5).mean() < 0.35


def test_how_far_letters_stand_out_is_told_from_their_ground():
    scene, found = fitted(1.0)
    beneath = scene.clean[scene.covered].astype(float)
    asked = np.sqrt(((np.array(INK) - beneath) ** 2).mean(axis=1))
    assert np.abs(found.standing_out[scene.covered] - asked).mean() < 20


def test_nothing_outside_the_zone_is_covered():
    scene, found = fitted(1.0)
    assert not found.covered[scene.zone == 0].any()


def test_without_anything_painted_nothing_is_fitted():
    scene = strokes(1.0)
    assert fit(scene.pixels, scene.painted * 0, scene.painted * 0, scene.zone, 40) is None


def test_a_line_that_fills_its_crop_leaves_nothing_to_compare_with():
    scene = strokes(1.0)
    whole = np.full((HEIGHT, WIDTH), 255, np.uint8)
    sure = np.ones((HEIGHT, WIDTH), np.float32)
    assert fit(scene.pixels, sure, sure, whole, 40) is None
