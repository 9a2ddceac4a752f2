"""Lines that bend, which the first detector boxes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from jobs.stages import bent_lines
from jobs.stages.text_reader import reader, second_reader
from tests.jobs.stages.lettered import photo
from tests.jobs.stages.outlines import arc, box

WORDS = "HARBOUR COFFEE ROASTERS"


def lettered_arc() -> np.ndarray:
    """The photo with words over the top of a circle, each letter turned along it."""
    picture, size, radius, angle = Image.fromarray(photo()), 24, 105, np.radians(190)
    font = ImageFont.load_default(size)
    for letter in WORDS:
        width = font.getlength(letter) + 1
        middle = angle + width / 2 / radius
        tile = Image.new("L", (3 * size, 3 * size))
        ImageDraw.Draw(tile).text((1.5 * size, 1.5 * size), letter, 255, font, anchor="mm")
        at = np.array([180, 150]) + radius * np.array([np.cos(middle), np.sin(middle)])
        tile = tile.rotate(-np.degrees(middle) - 90, Image.Resampling.BICUBIC)
        picture.paste((255, 255, 255), tuple(np.rint(at - 1.5 * size).astype(int)), tile)
        angle += width / radius
    return np.asarray(picture)


def test_more_letters_than_a_box_is_long_for_are_a_bend():
    assert bent_lines.bent(box(0, 0, 260, 120, text="HARBOUR COFFEE"))
    assert not bent_lines.bent(box(0, 0, 260, 30, text="HARBOUR COFFEE"))
    assert not bent_lines.bent(arc((200, 200), 100, 24, text="HARBOUR COFFEE"))


def test_a_line_along_a_circle_is_outlined_along_it_and_read(weights):
    pixels = lettered_arc()
    first, second = reader(weights), second_reader(weights)
    lines = bent_lines.follow(first.read(pixels), pixels, first, second)
    longest = max(lines, key=lambda line: len(line.text))
    assert longest.curved
    assert 15 < longest.height < 40
    assert "COFFEE" in longest.text


def test_what_does_not_bend_stays_as_it_was(weights):
    lines = [box(0, 0, 260, 30, text="HARBOUR COFFEE")]
    kept = bent_lines.follow(lines, photo(), reader(weights), second_reader(weights))
    assert kept == lines
