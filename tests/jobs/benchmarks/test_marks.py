"""The marks bench: what it lays is known exactly, and its tables are whole."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from jobs.benchmarks.drawn_marks import KINDS, draw_mark
from jobs.benchmarks.lettering import find_fonts
from jobs.benchmarks.marked_photos import lay, over, scatter, tile
from jobs.benchmarks.marks import Copy, Removal, Report
from jobs.stages.marks.known_mark import unsuitable
from jobs.stages.marks.placement import Placement


def photo():
    return np.ascontiguousarray(skimage.data.coffee()[:320, :480])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mark_can_serve(kind):
    drawn = draw_mark(np.random.default_rng(2), find_fonts(), kind)
    assert drawn.kind == kind
    assert unsuitable(drawn.picture) is None


@pytest.mark.parametrize("by_editor", [False, True])
def test_nothing_changes_where_no_mark_lies(by_editor):
    mark = draw_mark(np.random.default_rng(2), find_fonts(), "emblem")
    copy = lay(photo(), mark, Placement(200, 150, 1.0, 12), 0.6, by_editor=by_editor)
    marked = over(photo(), [copy])
    untouched = copy.painted == 0
    assert (marked.pixels[untouched] == photo()[untouched]).all()
    assert (marked.pixels[copy.painted > 0.5] != photo()[copy.painted > 0.5]).any()


def test_copies_do_not_meet():
    marks = [draw_mark(np.random.default_rng(seed), find_fonts()) for seed in range(3)]
    laid = scatter(photo(), marks, np.random.default_rng(4), copies=4)
    assert len(laid) > 1
    assert sum((copy.painted > 0).astype(int) for copy in laid).max() == 1


def test_tiles_are_many_and_alike():
    mark = draw_mark(np.random.default_rng(5), find_fonts(), "outline")
    laid = tile(photo(), mark, np.random.default_rng(5), 0.5)
    assert len(laid) > 3
    assert len({copy.place.scale for copy in laid}) == 1


def test_the_report_counts_what_was_promised_and_tells_the_rest():
    copies = (
        Copy("emblem", 0.5, 1.0, found=True),
        Copy("emblem", 0.4, 0.6, found=False),
        Copy("wordmark", 0.2, 1.0, found=True),
    )
    removal = Removal(opacity=0.5, marked=12, filled=20, unblended=31, share=0.9)
    report = Report(2, copies, 1, (removal,), 3.0, 0.15)
    assert report.recall == 0.5
    assert report.precision == 0.5
    text = "\n".join(report.lines())
    assert "0.20-0.30   100.0% of 1" in text
    assert "un-blended  31.0" in text
