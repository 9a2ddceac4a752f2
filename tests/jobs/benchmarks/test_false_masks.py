"""The bench of masks on photos without text: it leaves photos with text out, and counts both."""

from __future__ import annotations

import pytest
import skimage.data
from PIL import Image

from jobs.benchmarks import false_masks


@pytest.fixture
def photos(tmp_path):
    Image.fromarray(skimage.data.chelsea()[:240, :360]).save(tmp_path / "cat.png")
    Image.fromarray(skimage.data.astronaut()[:240, :360]).save(tmp_path / "astronaut.png")
    return tmp_path


def test_a_photo_without_text_has_no_mask_and_the_drawn_lines_are_found(photos):
    report = false_masks.run(photos, 1)
    assert (report.photos, report.masked) == (1, ())
    assert report.found == report.drawn > 0
    assert "a mask on 0 (0.0%)" in report.lines()[0]


def test_photos_with_text_do_not_count(photos):
    with pytest.raises(ValueError, match="holds 1 photos; 2 were asked for"):
        false_masks.run(photos, 2)
