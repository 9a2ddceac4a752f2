"""Outlines that end before their letters do are lengthened; others stay."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.line_ends import whole_line
from tests.jobs.stages.lettered import lettered, photo

WHOLE = ((56.0, 92.0), (270.0, 92.0), (270.0, 136.0), (56.0, 136.0))
SHORT = ((56.0, 92.0), (172.0, 92.0), (172.0, 136.0), (56.0, 136.0))


def looked_at(weights, pixels, outline):
    return whole_line(weights, pixels, np.array(outline, np.float32), lambda: None)


def test_an_outline_that_cuts_its_letters_off_is_lengthened_over_them(weights):
    drawn = lettered()
    seen = looked_at(weights, drawn.pixels, SHORT)
    assert seen.outline[1, 0] > np.nonzero(drawn.mask)[1].max() - 4
    assert seen.outline[0, 0] == SHORT[0][0]
    assert seen.added == pytest.approx(seen.outline[1, 0] - SHORT[1][0], abs=1)


def test_an_outline_around_all_its_letters_stays(weights):
    seen = looked_at(weights, lettered().pixels, WHOLE)
    assert seen.added == 0
    assert np.array_equal(seen.outline, np.array(WHOLE, np.float32))


def test_an_outline_without_letters_stays(weights):
    assert looked_at(weights, photo(), SHORT).added == 0


def test_a_lengthened_outline_stays_inside_the_picture(weights):
    pixels = np.ascontiguousarray(lettered().pixels[:, :200])
    seen = looked_at(weights, pixels, SHORT)
    assert seen.outline[:, 0].max() <= pixels.shape[1] - 1
