"""What a registered picture is worth as a mark."""

import numpy as np
import pytest

from jobs.stages.contract import Picture, StageError
from jobs.stages.marks.known_mark import known_mark, unsuitable, visible_box
from tests.jobs.stages.marks import scenes


def test_a_mark_is_cut_to_what_can_be_seen_of_it():
    emblem = scenes.emblem()
    wide = np.zeros((80, 100), np.uint8)
    wide[20:68, 30:78] = emblem.alpha
    picture = Picture(np.full((80, 100, 3), 250, np.uint8), wide)
    left, top, right, bottom = visible_box(picture)
    assert 30 <= left <= 32
    assert known_mark("m", "", picture).size == (right - left, bottom - top)


def test_colours_are_kept_times_alpha():
    mark = known_mark("m", "", scenes.emblem(ink=(200, 100, 0)))
    assert np.allclose(mark.colour[:, :, 0], mark.alpha * 200 / 255, atol=1e-3)
    assert np.allclose(mark.colour[:, :, 2], 0)


def test_an_opaque_picture_with_something_on_it_can_serve():
    pixels = np.full((40, 60, 3), 255, np.uint8)
    pixels[10:30, 20:40] = 0
    assert unsuitable(Picture(pixels)) is None


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (Picture(np.zeros((30, 30, 3), np.uint8), np.zeros((30, 30), np.uint8)), "transparent"),
        (Picture(np.zeros((30, 9, 3), np.uint8)), "9 x 30"),
        (Picture(np.full((30, 30, 3), 80, np.uint8)), "one colour"),
    ],
)
def test_one_that_cannot_says_why(picture, words):
    assert words in (unsuitable(picture) or "")
    with pytest.raises(StageError, match="cannot be looked for"):
        known_mark("m", "", picture)
