"""Lines that are read on past the ends that a detector gave them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jobs.stages.read_on import read_on
from jobs.stages.text_lines import Line
from jobs.stages.text_reader import TextReader, reader
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.warm import WEIGHTS

TEXT = "Harbour View"


@pytest.fixture(scope="module")
def first() -> TextReader:
    return reader(WEIGHTS)


@pytest.fixture(scope="module")
def whole(first) -> Line:
    (line,) = first.read(lettered(TEXT).pixels)
    assert line.text == TEXT
    return line


def cut(line: Line, first: TextReader, *, left: float = 0.0, right: float = 0.0) -> Line:
    """The line without a share of its length at either end, as a detector might have it."""
    polygon = line.polygon.copy()
    along = polygon[1] - polygon[0]
    polygon[[0, 3]] += left * along
    polygon[[1, 2]] -= right * along
    (read,) = first.recognise(lettered(TEXT).pixels, [replace(line, polygon=polygon)])
    return read


@pytest.mark.parametrize(("left", "right"), [(0.2, 0.0), (0.0, 0.38), (0.2, 0.2)])
def test_a_line_goes_on_as_far_as_its_text_can_be_read(first, whole, left, right):
    short = cut(whole, first, left=left, right=right)
    assert len(short.text) < len(TEXT) - 1
    (longer,) = read_on([short], lettered(TEXT).pixels, first)
    assert longer.text.replace(" ", "") == TEXT.replace(" ", "")
    ends = np.abs(longer.polygon - whole.polygon)[:, 0]
    assert ends.max() < whole.height


def test_a_line_that_ends_where_its_text_ends_stays_as_it_is(first, whole):
    assert read_on([whole], lettered(TEXT).pixels, first) == [whole]


def test_two_pieces_of_one_text_become_one_line(first, whole):
    pieces = [cut(whole, first, right=0.45), cut(whole, first, left=0.68)]
    (one,) = read_on(pieces, lettered(TEXT).pixels, first)
    assert one.text.replace(" ", "") == TEXT.replace(" ", "")


def test_ground_alone_is_not_read_into_a_line(first, whole):
    elsewhere = replace(whole, text="OFF")
    assert read_on([elsewhere], photo(), first) == [elsewhere]


def test_a_curved_line_keeps_its_outline(first, whole):
    curved = replace(whole, polygon=np.insert(whole.polygon, 1, whole.polygon[:2].mean(0), axis=0))
    assert read_on([curved], lettered(TEXT).pixels, first) == [curved]


def test_a_line_is_not_followed_out_of_the_picture(first, whole):
    pixels = np.ascontiguousarray(lettered(TEXT).pixels[:, :200])
    short = cut(whole, first, right=0.6)
    for line in read_on([short], pixels, first):
        assert line.polygon[:, 0].max() <= 200 + 0.1 * line.height


def test_no_lines_are_no_lines(first):
    assert read_on([], photo(), first) == []
