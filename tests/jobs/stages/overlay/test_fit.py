"""Layers fitted to a line: which pixels are covered, and by what."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.overlay.fit import fit
from tests.jobs.stages.overlay.strokes import HEIGHT, INK, WIDTH, strokes


def fitted(opacity, **kind):
    scene = strokes(opacity, **kind)
    found = fit(
        scene.pixels, scene.painted, scene.painted, outline=scene.zone, zone=scene.zone, height=40
    )
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


def test_how_far_shaded_letters_stand_out_changes_from_row_to_row():
    scene = strokes(1.0)
    down = np.linspace(0, 1, STROKE.stop - STROKE.start)[:, None, None]
    inks = np.array(INK) * (1 - down) + 40 * down
    for columns in range(30, 186, 24):
        scene.pixels[STROKE, columns : columns + 8] = inks.round()
    found = refit(scene)
    asked = np.sqrt(((inks - scene.clean[STROKE].astype(float)) ** 2).mean(axis=2))
    own = scene.covered[STROKE]
    assert np.abs(found.standing_out[STROKE] - asked)[own].mean() < 20


def test_nothing_outside_the_zone_is_covered():
    scene, found = fitted(1.0)
    assert not found.covered[scene.zone == 0].any()


def test_without_anything_painted_nothing_is_fitted():
    scene = strokes(1.0)
    none, zone = scene.painted * 0, scene.zone
    assert fit(scene.pixels, none, none, outline=zone, zone=zone, height=40) is None


def test_a_line_that_fills_its_crop_leaves_nothing_to_compare_with():
    scene = strokes(1.0)
    whole = np.full((HEIGHT, WIDTH), 255, np.uint8)
    sure = np.ones((HEIGHT, WIDTH), np.float32)
    assert fit(scene.pixels, sure, sure, outline=whole, zone=whole, height=40) is None


STROKE, MISSED = slice(18, 52), slice(102, 110)
"""The rows of every stroke, and the columns of the fourth."""


def refit(scene):
    found = fit(
        scene.pixels, scene.painted, scene.painted, outline=scene.zone, zone=scene.zone, height=40
    )
    assert found is not None
    return found


def test_the_ink_is_found_though_the_network_takes_ground_for_letters_too():
    scene = strokes(1.0)
    for left in range(40, 180, 24):
        scene.painted[20:50, left : left + 5] = 0.9
    found = refit(scene)
    assert np.abs(np.array(found.lettering.colour) - INK).max() < 6
    assert (found.covered[20:50, 41:43] > 0.5).mean() < 0.05


def test_a_stroke_that_the_network_missed_is_found_by_its_colour():
    scene = strokes(1.0)
    scene.painted[STROKE, MISSED] = 0.02
    found = refit(scene)
    assert (found.covered[STROKE, MISSED] > 0.5).all()
    assert found.by_colour[STROKE, MISSED].mean() > 0.9
    assert not fitted(1.0)[1].by_colour.any()


def test_see_through_letters_do_not_tell_others_by_their_colour():
    scene = strokes(0.5)
    scene.painted[STROKE, MISSED] = 0.02
    assert (refit(scene).covered[STROKE, MISSED] > 0.5).mean() < 0.2


def test_ground_of_the_letters_colour_is_left_where_it_is_wider_than_strokes():
    scene = strokes(1.0)
    scene.pixels[16:56, 148:186] = np.array(INK, np.uint8)
    scene.painted[16:56, 148:186] = 0.02
    assert not (refit(scene).covered[24:48, 156:178] > 0.5).any()


def test_only_opaque_letters_of_their_very_colour_are_plain():
    assert fitted(1.0)[1].plain
    assert not fitted(0.6)[1].plain
    thin = strokes(1.0, width=3)
    assert not refit(thin).plain
