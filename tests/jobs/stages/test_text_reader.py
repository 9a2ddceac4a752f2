"""Text lines: tiles, merging, reading order, and the folders made for the models."""

from __future__ import annotations

import itertools
import socket

import numpy as np
import pytest

from jobs.stages import text_models, text_reader
from jobs.stages.text_reader import Line, TextReader
from tests.jobs.stages.lettered import lettered


def box(left, top, right, bottom, detection=0.9) -> Line:
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return Line(np.array(corners, np.float32), detection)


def test_tiles_cover_a_large_picture_and_overlap():
    spans = sorted({(left, right) for left, _, right, _ in text_reader.tiles(3000, 500)})
    assert (spans[0][0], spans[-1][1]) == (0, 3000)
    assert all(
        before[1] - after[0] >= text_reader.OVERLAP for before, after in itertools.pairwise(spans)
    )


def test_a_small_picture_is_one_tile():
    assert text_reader.tiles(640, 480) == [(0, 0, 640, 480)]


def test_a_line_found_twice_is_one_line_with_the_higher_score():
    merged = text_reader.merge([box(0, 0, 100, 20, 0.6), box(2, 1, 98, 19, 0.8)])
    assert [(line.detection, float(np.ptp(line.polygon[:, 0]))) for line in merged] == [(0.8, 100)]


def test_lines_that_only_touch_stay_two():
    assert len(text_reader.merge([box(0, 0, 100, 20), box(0, 18, 100, 38)])) == 2


def test_lines_are_read_row_by_row():
    shuffled = [box(200, 2, 280, 22), box(0, 50, 90, 70), box(0, 0, 90, 20)]
    order = text_reader.in_reading_order(shuffled)
    assert [tuple(line.polygon[0]) for line in order] == [(0, 0), (200, 2), (0, 50)]


def test_a_tall_line_is_turned_before_it_is_read():
    pixels = np.zeros((200, 200, 3), np.uint8)
    assert text_reader.upright(pixels, box(10, 10, 30, 150).polygon).shape[:2] == (20, 140)


def test_small_letters_are_found_by_looking_at_an_enlarged_picture():
    drawn = lettered(size=11)
    assert [line.text for line in TextReader(1).read(drawn.pixels)] == ["Harbour View"]


def test_reading_opens_no_connection(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert TextReader(1).read(lettered().pixels)


def test_the_model_folders_are_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = text_models.model_folders()
    changed = [folder.path.stat().st_mtime_ns for folder in first]
    again = text_models.model_folders()
    assert [folder.path.stat().st_mtime_ns for folder in again] == changed
    assert all((folder.path / "inference.yml").is_file() for folder in again)


@pytest.mark.parametrize("pixels", [(400, 300), (1200, 900), (4000, 3000)])
def test_every_size_is_looked_at_more_than_once(pixels):
    assert len(text_reader.default_scales(*pixels)) > 1
