"""Drop shadows: found by their letters' shape, and taken off what lies beneath them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages.contract import RESTORED, Shadow
from jobs.stages.diffusion import diffused
from jobs.stages.overlay.shadow import Cast, find_shadow, laid
from jobs.stages.overlay.shadow_off import shadow_off
from tests.jobs.stages.overlay.strokes import INK, strokes

SOFT = Shadow(dx=3, dy=2, blur=1.5, opacity=0.6)


def shaded(*shadows, grain=40.0):
    """The clean ground, the same with opaque strokes and their shadows, and the strokes' shape."""
    scene = strokes(1.0, grain=grain)
    shape = scene.covered.astype(np.float32)
    ground = scene.clean.astype(np.float32)
    for shadow in shadows:
        ground = ground * (1 - laid(shape, shadow))[:, :, None]
    seen = np.where(scene.covered[:, :, None], INK, ground)
    return scene.clean, np.round(seen).astype(np.uint8), shape


@pytest.mark.parametrize(
    "shadow",
    [SOFT, Shadow(dx=2, dy=2, blur=0, opacity=0.4), Shadow(dx=-3, dy=2, blur=1, opacity=0.8)],
    ids=["soft", "hard", "to the left"],
)
def test_a_shadow_is_found_by_its_letters_shape(shadow):
    _, seen, shape = shaded(shadow)
    found = find_shadow(seen, np.zeros_like(shape), [shape], 34)
    assert found is not None and found.sure
    assert (found.shadow.dx, found.shadow.dy) == (shadow.dx, shadow.dy)
    assert found.shadow.blur == pytest.approx(shadow.blur, abs=0.5)
    assert found.shadow.opacity == pytest.approx(shadow.opacity, abs=0.05)


@pytest.mark.parametrize(
    "shadows",
    [(), (Shadow(dx=0, dy=0, blur=2, opacity=0.7),), (Shadow(dx=3, dy=-3, blur=1, opacity=0.6),)],
    ids=["none", "a dark rim", "one that would fall upwards"],
)
def test_what_is_no_shadow_is_not_taken_for_one(shadows):
    _, seen, shape = shaded(*shadows)
    found = find_shadow(seen, np.zeros_like(shape), [shape], 34)
    assert found is None or not found.sure


HIDDEN = Shadow(dx=3, dy=3, blur=1.5, opacity=0.5)
GRAVEL = 25
"""Deviation in levels of ground so rough that such a shadow alone proves nothing."""


def gravelly(seen, deviation):
    noise = np.random.default_rng(3).normal(0, deviation, seen.shape[:2])[:, :, None]
    return np.clip(np.round(seen + noise), 0, 255).astype(np.uint8)


def word(shape, shadow, sure):
    """What the letter network would say: letters beyond doubt, the shadow so surely."""
    return np.maximum(shape, np.where(laid(shape, shadow) > 0.1, np.float32(sure), 0))


def test_a_faint_shadow_is_believed_where_the_network_sees_something_there_too():
    _, seen, shape = shaded(HIDDEN)
    seen = gravelly(seen, GRAVEL)
    alone = find_shadow(seen, np.zeros_like(shape), [shape], 34)
    assert alone is None or not alone.sure
    found = find_shadow(seen, word(shape, HIDDEN, 0.4), [shape], 34)
    assert found is not None and found.sure
    assert (found.shadow.dx, found.shadow.dy) == (HIDDEN.dx, HIDDEN.dy)


def test_what_the_network_sees_on_every_side_backs_no_shadow():
    _, seen, shape = shaded(HIDDEN)
    seen = gravelly(seen, GRAVEL)
    around = cv2.dilate(shape, np.ones((9, 9))) * np.float32(0.6)
    found = find_shadow(seen, np.maximum(shape, around), [shape], 34)
    assert found is None or not found.sure


def test_a_shadow_in_doubt_is_told_as_such():
    _, seen, shape = shaded(HIDDEN)
    found = find_shadow(gravelly(seen, GRAVEL), word(shape, HIDDEN, 0.1), [shape], 34)
    assert found is not None and not found.sure
    assert abs(found.shadow.dx - HIDDEN.dx) <= 1 and abs(found.shadow.dy - HIDDEN.dy) <= 1


def cleared(shadow, grain=40.0):
    clean, seen, shape = shaded(shadow, grain=grain)
    opacity = laid(shape, shadow)
    clear = cv2.dilate(shape, np.ones((3, 3))) == 0
    mask = np.where((shape > 0) | (opacity > 0.02), 255, 0).astype(np.uint8)
    pixels, marked = seen.copy(), mask.copy()
    others = np.zeros_like(mask)
    count = shadow_off(pixels, marked, others, Cast(shadow, opacity, clear, sure=True))
    return clean, seen, mask, pixels, marked, count


def test_what_lies_beneath_a_shadow_comes_back_nearer_the_truth_than_filling_does():
    clean, seen, mask, pixels, marked, count = cleared(SOFT)
    back = marked == RESTORED
    assert count == back.sum() > 0.3 * (mask > 0).sum()
    ours = np.abs(pixels[back].astype(float) - clean[back]).mean()
    filled = np.abs(diffused(seen, mask)[back].astype(float) - clean[back]).mean()
    assert ours < min(3, filled / 3)


def test_only_what_is_marked_as_brought_back_changes():
    _, seen, mask, pixels, marked, _ = cleared(SOFT)
    changed = (pixels != seen).any(axis=2)
    assert not (changed & (marked != RESTORED)).any()
    assert not ((marked == RESTORED) & (mask == 0)).any()


def test_beneath_a_dark_shadow_on_calm_ground_filling_is_surer():
    *_, count = cleared(Shadow(dx=4, dy=4, blur=0, opacity=0.9), grain=0.5)
    assert count == 0
