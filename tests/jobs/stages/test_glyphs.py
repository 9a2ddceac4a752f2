"""What of a crop counts as letters, from how likely each pixel is to be painted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jobs.stages.contract import Lettering, Shadow
from jobs.stages.glyphs import Glyphs, Look
from jobs.stages.overlay.fit import Overlay
from jobs.stages.overlay.shadow import Cast

SURE, DOUBTFUL = (slice(20, 50), slice(20, 26)), (slice(8, 14), slice(20, 26))


def looked(dot: float, explained: float | None = None) -> Look:
    """A sure stroke of value 250 on rough ground, and a dot beside it that is less sure;
    ``explained`` is how well fitted layers explain the dot, None without any."""
    pixels = np.random.default_rng(0).integers(40, 120, (60, 60, 3)).astype(np.uint8)
    painted = np.zeros((60, 60), np.float32)
    pixels[SURE], painted[SURE] = 250, 0.97
    pixels[DOUBTFUL], painted[DOUBTFUL] = 250, dot
    whole = np.full((60, 60), 255, np.uint8)
    overlay = None
    if explained is not None:
        covered = np.where(painted > 0.9, 1, 0).astype(np.float32)
        covered[DOUBTFUL] = explained
        clear = np.full((60, 60), 150, np.float32)
        overlay = Overlay(
            covered, clear, Lettering(opacity=1, colour=(250, 250, 250)), np.zeros((60, 60), bool)
        )
    return Look(pixels, whole, whole, painted, painted, overlay)


def taken(glyphs: Glyphs | None) -> float:
    assert glyphs is not None
    return float((glyphs.mask[DOUBTFUL] > 0).mean())


def test_a_doubtful_part_that_the_letters_layer_explains_is_taken():
    assert taken(looked(0.3, explained=0.9).glyphs()) == 1


def test_a_doubtful_part_that_is_more_likely_ground_is_left():
    assert taken(looked(0.3, explained=0.2).glyphs()) == 0


def test_a_doubtful_part_is_taken_where_letters_hardly_stand_out_from_their_ground():
    look = looked(0.3, explained=0.2)
    assert look.overlay is not None
    look.overlay.standing_out[DOUBTFUL] = 10
    look.painted[14:20, 20:26] = 0.9
    assert taken(look.glyphs()) == 1


def test_what_cannot_be_of_plain_letters_is_left_though_the_network_is_sure():
    look = looked(0.97, explained=0.01)
    assert look.overlay is not None
    assert taken(look.glyphs()) == 1
    plain = replace(look, overlay=replace(look.overlay, plain=True))
    assert taken(plain.glyphs()) == 0
    assert taken(plain.glyphs(2)) == 1
    glyphs = plain.glyphs()
    assert glyphs is not None
    assert glyphs.refuted == 36


def test_a_lenient_look_takes_doubtful_parts_whatever_explains_them():
    assert taken(looked(0.5).glyphs(2)) == 1


def test_a_pixel_beside_letters_that_may_be_painted_is_their_soft_edge():
    look = looked(0.05)
    look.painted[20:50, 26] = 0.2
    glyphs = look.glyphs()
    assert glyphs is not None
    assert (glyphs.mask[20:50, 26] > 0).all()
    assert not glyphs.mask[20:50, 27].any()


def test_what_the_letters_are_painted_with_is_told_where_it_was_fitted():
    glyphs, plain = looked(0.3, explained=0.9).glyphs(), looked(0.3).glyphs()
    assert glyphs is not None and plain is not None
    assert glyphs.lettering is not None and glyphs.lettering.opacity == 1
    assert plain.lettering is None


def test_beside_the_mask_what_the_network_does_not_rule_out_is_its_edge():
    look = looked(0.9)
    mask = np.zeros((60, 60), np.uint8)
    mask[SURE] = 255
    look.painted[30, 26:30] = 0.1
    edge = look.edge(mask)
    assert set(zip(*np.nonzero(edge[:, 26:]), strict=True)) == {(30, 0), (30, 1)}
    assert not (edge & mask).any()


def test_a_shadow_in_doubt_is_an_edge_and_not_masked():
    look = looked(0.05, explained=0.2)
    assert look.overlay is not None
    opacity = np.zeros((60, 60), np.float32)
    opacity[22:54, 28:32] = 0.3
    cast = Cast(Shadow(dx=6, dy=3, blur=0, opacity=0.3), opacity, opacity > 0, sure=False)
    doubted = replace(look, overlay=replace(look.overlay, cast=cast))
    glyphs, plain = doubted.glyphs(), look.glyphs()
    assert glyphs is not None and plain is not None
    assert np.array_equal(glyphs.mask, plain.mask)
    assert (doubted.edge(glyphs.mask)[opacity > 0] > 0).all()


def test_the_letters_shadow_is_taken_with_them_and_leaves_their_numbers_as_they_are():
    look = looked(0.05, explained=0.2)
    assert look.overlay is not None
    opacity = np.zeros((60, 60), np.float32)
    opacity[22:54, 28:32] = 0.3
    shadow = Shadow(dx=6, dy=3, blur=0, opacity=0.3)
    cast = Cast(shadow, opacity, opacity > 0, sure=True)
    shaded = replace(look, overlay=replace(look.overlay, cast=cast)).glyphs()
    plain = look.glyphs()
    assert shaded is not None and plain is not None
    assert np.array_equal(shaded.mask > 0, (plain.mask > 0) | (opacity > 0))
    assert shaded.stroke_width == plain.stroke_width
    assert shaded.certainty == plain.certainty
