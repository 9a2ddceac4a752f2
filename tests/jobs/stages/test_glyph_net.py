"""The letter network's cues: what its first look tells the second."""

from __future__ import annotations

import numpy as np

from jobs.stages import glyph_net


def crop() -> tuple[np.ndarray, np.ndarray]:
    """White letters in the middle of a dark crop, with a grey stripe beside, and a sure answer."""
    pixels = np.full((48, 96, 3), 0.2, np.float32)
    pixels[20:28, 40:56] = 1.0
    pixels[20:28, 64:70] = 0.6
    answer = np.zeros((2, 48, 96), np.float32)
    answer[:, 20:28, 40:56] = 0.95
    return pixels, answer


def test_the_cues_hold_the_answer_and_each_pixels_distance_from_the_letters_colour():
    pixels, answer = crop()
    cues = glyph_net.cues(pixels, answer)
    assert cues.shape == (48, 96, glyph_net.CUES)
    assert np.array_equal(cues[:, :, :2], answer.transpose(1, 2, 0))
    away = np.abs(cues[24, :, 2:]).max(axis=1)
    assert away[48] < 0.01 and away[66] > 0.3 and away[36] > 0.6


def test_without_letters_the_cues_are_nothing():
    pixels, answer = crop()
    assert not np.abs(glyph_net.cues(pixels, answer * 0)).any()
