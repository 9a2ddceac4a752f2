"""The bench of looking again: before and after, judged by a third look."""

from __future__ import annotations

import skimage.data
from PIL import Image

from jobs.benchmarks import second_look


def test_a_run_counts_lines_before_and_after(tmp_path):
    Image.fromarray(skimage.data.chelsea()[:240, :360]).save(tmp_path / "cat.png")
    report = second_look.run(tmp_path, 1)
    assert report.drawn > 0
    assert report.left[1] <= report.left[0] <= report.drawn
    assert report.outside_identical
    assert [line.split()[0] for line in report.lines()[1:3]] == ["before", "after"]
