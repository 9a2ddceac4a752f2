"""What can still be read where a line was, and whose it is."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.legibility import still_legible
from jobs.stages.text_reader import TextReader, reader
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.warm import WEIGHTS

OUTLINE = np.array(((56, 92), (270, 92), (270, 136), (56, 136)), np.float32)
AROUND = np.array(((40, 60), (300, 60), (300, 200), (40, 200)), np.float32)


@pytest.fixture(scope="module")
def first() -> TextReader:
    return reader(WEIGHTS)


def test_letters_count_as_legible_before_they_are_removed(first):
    assert still_legible(first, lettered().pixels, OUTLINE)


def test_a_photo_without_text_is_not_legible(first):
    assert not still_legible(first, photo(), OUTLINE)


def test_another_lines_text_inside_the_outline_does_not_count(first):
    assert not still_legible(first, lettered().pixels, AROUND, [OUTLINE])


def test_what_is_much_taller_than_the_line_is_not_its_text(first):
    low = np.array(((56, 106), (270, 106), (270, 122), (56, 122)), np.float32)
    assert not still_legible(first, lettered().pixels, low)
