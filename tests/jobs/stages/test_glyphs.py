"""What of a crop counts as letters, from how likely each pixel is to be painted."""

from __future__ import annotations

import numpy as np

from jobs.stages.glyphs import Look


def looked(dot: float, colour: int = 250) -> Look:
    """A sure stroke of value 250 on rough ground, and a dot beside it that is less sure."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(40, 120, (60, 60, 3)).astype(np.uint8)
    painted = np.zeros((60, 60), np.float32)
    pixels[20:50, 20:26], painted[20:50, 20:26] = 250, 0.97
    pixels[8:14, 20:26], painted[8:14, 20:26] = colour, dot
    whole = np.full((60, 60), 255, np.uint8)
    return Look(pixels, whole, whole, painted, painted, np.full_like(painted, 20))


def taken(look: Look) -> float:
    glyphs = look.glyphs()
    assert glyphs is not None
    return float((glyphs.mask[8:14, 20:26] > 0).mean())


def test_a_doubtful_part_of_the_letters_colour_is_taken():
    assert taken(looked(0.3)) == 1


def test_a_doubtful_part_of_another_colour_is_left():
    assert taken(looked(0.3, colour=90)) == 0


def test_what_is_hardly_painted_is_left_whatever_its_colour():
    assert taken(looked(0.05)) == 0


def test_a_lenient_look_takes_doubtful_parts_of_any_colour():
    glyphs = looked(0.5, colour=90).glyphs(2)
    assert glyphs is not None
    assert (glyphs.mask[8:14, 20:26] > 0).all()
