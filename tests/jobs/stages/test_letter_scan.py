"""Lettering that only the letter network sees."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from jobs.benchmarks.lettering import Style, render
from jobs.stages import letter_scan
from jobs.stages.hard_looks import with_missed
from jobs.stages.letter_scan import scanned
from jobs.stages.text_reader import TextReader, reader
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.warm import WEIGHTS


@pytest.fixture(scope="module")
def first() -> TextReader:
    return reader(WEIGHTS)


def on_gravel() -> tuple[np.ndarray, np.ndarray]:
    """White letters that let most of the gravel through, and their corners."""
    gravel = np.repeat(skimage.data.gravel()[40:280, 40:400, None], 3, axis=2)
    drawn = render("Rooms from", Style("", 34, (250, 250, 250), 0.45), (360, 240), (60, 100))
    assert drawn is not None
    colour, alpha, corners = drawn
    mixed = gravel * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    return np.round(mixed).astype(np.uint8), corners


def test_letters_that_no_detector_sees_are_found_and_read(first):
    pixels, corners = on_gravel()
    assert with_missed(first.read(pixels), pixels, first) == []
    (found,) = scanned([], pixels, first, WEIGHTS)
    assert "ooms" in found.text
    assert np.abs(found.polygon - corners).max() < 1.5 * found.height


def test_lines_that_are_known_stay_the_only_ones(first):
    pixels = lettered().pixels
    lines = first.read(pixels)
    assert scanned(lines, pixels, first, WEIGHTS) == lines


def test_a_photo_without_text_has_no_letters(first):
    assert scanned([], photo(), first, WEIGHTS) == []


def test_a_large_picture_is_looked_at_once_and_reduced():
    assert letter_scan._sizes(photo()) == (1.0, letter_scan.ENLARGED)
    (scale,) = letter_scan._sizes(np.zeros((2000, 3000, 3), np.uint8))
    assert 6_000_000 * scale**2 == pytest.approx(letter_scan.MOST_PIXELS)
    assert letter_scan._sizes(np.zeros((800, 900, 3), np.uint8)) == (1.0,)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (300, 2, 3)])
def test_a_picture_too_small_for_letters_has_none(first, shape):
    assert scanned([], np.zeros(shape, np.uint8), first, WEIGHTS) == []
