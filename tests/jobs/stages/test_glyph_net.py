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
    away = np.abs(cues[24, :, 2:5]).max(axis=1)
    assert away[48] < 0.01 and away[66] > 0.3 and away[36] > 0.6


def test_without_letters_the_cues_are_nothing():
    pixels, answer = crop()
    assert not np.abs(glyph_net.cues(pixels, answer * 0)).any()


def test_see_through_letters_are_known_on_ground_of_another_colour_too():
    ground = np.full((48, 160, 3), 0.2, np.float32)
    ground[:, 40:60] = 0.4
    ground[:, 90:] = (0.8, 0.7, 0.6)
    strokes = np.zeros((48, 160), bool)
    for left in range(12, 150, 12):
        strokes[18:30, left : left + 4] = True
    ink = np.array((0.9, 0.3, 0.1), np.float32)
    pixels = np.where(strokes[:, :, None], ground * 0.5 + ink * 0.5, ground)
    answer = np.zeros((2, 48, 160), np.float32)
    answer[:, strokes] = 0.95
    answer[:, :, 100:] = 0
    away = np.abs(glyph_net.cues(pixels, answer)[:, :, 2:5]).max(axis=2)
    missed = strokes & (np.arange(160) >= 105) & (np.arange(160) < 115)
    beside = ~strokes & (np.arange(160) >= 100) & (np.arange(160) < 115)
    assert away[missed].max() < 0.1 < 0.15 < away[18:30][beside[18:30]].min()


def test_letters_that_are_shaded_from_top_to_bottom_are_known_above_and_below_what_was_seen():
    pixels = np.full((60, 120, 3), 0.2, np.float32)
    shade = np.linspace(1.0, 0.4, 30, dtype=np.float32)[:, None, None]
    strokes = np.zeros((60, 120), bool)
    for left in range(12, 110, 12):
        strokes[15:45, left : left + 4] = True
        pixels[15:45, left : left + 4] = shade
    answer = np.zeros((2, 60, 120), np.float32)
    answer[:, strokes] = 0.95
    answer[:, :22] = 0
    answer[:, 38:] = 0
    away = np.abs(glyph_net.cues(pixels, answer)[:, :, 2:5]).max(axis=2)
    assert away[17:43][strokes[17:43]].max() < 0.06
    assert away[17:22][~strokes[17:22]].min() > 0.4
