"""Reading text: tiles, sizes, scripts, and two readers that share nothing."""

from __future__ import annotations

import itertools
import socket

import numpy as np
import pytest

from jobs.benchmarks.lettering import find_fonts
from jobs.stages import find_text, text_reader
from jobs.stages.text_models import SECOND
from jobs.stages.text_reader import TextReader
from tests.jobs.stages.lettered import lettered


def test_tiles_cover_a_large_picture_and_overlap():
    spans = sorted({(left, right) for left, _, right, _ in text_reader.tiles(3000, 500)})
    assert (spans[0][0], spans[-1][1]) == (0, 3000)
    assert all(
        before[1] - after[0] >= text_reader.OVERLAP for before, after in itertools.pairwise(spans)
    )


def test_a_small_picture_is_one_tile():
    assert text_reader.tiles(640, 480) == [(0, 0, 640, 480)]


def test_small_letters_are_found_by_looking_at_an_enlarged_picture():
    drawn = lettered(size=11)
    assert [line.text for line in TextReader(1).read(drawn.pixels)] == ["Harbour View"]


def test_reading_opens_no_connection(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert TextReader(1).read(lettered().pixels)


def test_the_second_reader_reads_with_other_networks():
    assert [line.text for line in TextReader(1, SECOND).read(lettered().pixels)] == ["Harbour View"]
    first, second = (
        {pin.sha256 for pin in pins() if pin.sha256}
        for pins in (text_reader.pins, text_reader.second_pins)
    )
    assert len(first) == len(second) == 2
    assert not first & second


def test_a_line_cut_by_a_tiles_border_is_one_line(monkeypatch):
    monkeypatch.setattr(text_reader, "TILE", 240)
    monkeypatch.setattr(text_reader, "OVERLAP", 80)
    lines = TextReader(1).detect(lettered("Harbour View Hotel", (20, 90)).pixels, scales=(1.0,))
    assert len(lines) == 1
    assert np.ptp(lines[0].polygon[:, 0]) > 280


def font_with(*names: str) -> str:
    """An installed font by a part of its file's name."""
    font = next((path for path in find_fonts() if any(name in path for name in names)), None)
    if font is None:
        pytest.skip(f"none of the fonts {', '.join(names)} is installed")
    return font


@pytest.mark.parametrize(
    ("text", "fonts"),
    [
        ("Übergröße", ("DejaVuSans.ttf",)),
        ("Łódź", ("DejaVuSans.ttf",)),
        ("東京都庁", ("CJK", "ipag", "Droid")),
    ],
)
def test_latin_letters_with_accents_and_ideographs_are_read(text, fonts):
    found = TextReader(1).read(lettered(text, font=font_with(*fonts)).pixels)
    assert [line.text for line in found] == [text]


def test_greek_is_found_by_its_letters_that_look_latin():
    drawn = lettered("Καφενείο", font=font_with("DejaVuSans.ttf"))
    (line,) = TextReader(1).read(drawn.pixels)
    assert line.confidence > find_text.MIN_CONFIDENCE


@pytest.mark.parametrize("pixels", [(400, 300), (1200, 900), (4000, 3000)])
def test_every_size_is_looked_at_more_than_once(pixels):
    assert len(text_reader.default_scales(*pixels)) > 1
