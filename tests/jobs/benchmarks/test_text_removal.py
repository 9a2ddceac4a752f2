"""The text removal bench: its drawn lines are known exactly, and its table is whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

from jobs.benchmarks import text_removal
from jobs.benchmarks.lettering import find_fonts, letter
from jobs.benchmarks.removal_ways import POLYGON, WAYS
from jobs.calibration.defects.compression import compressed


def draw(seed=3, lines=2):
    photo = np.ascontiguousarray(skimage.data.coffee()[:320, :480])
    return photo, letter(photo, np.random.default_rng(seed), find_fonts(), lines)


def test_nothing_changes_where_no_letter_reaches():
    photo, drawn = draw()
    untouched = np.all([line.painted == 0 for line in drawn.lines], axis=0)
    assert np.array_equal(drawn.pixels[untouched], photo[untouched])


def test_the_mask_holds_what_letters_cover():
    photo, drawn = draw()
    changed = np.abs(drawn.pixels.astype(int) - photo).max(axis=2) > 12
    assert (drawn.mask[changed] > 0).mean() > 0.99


def test_the_same_seed_draws_the_same_letters():
    assert np.array_equal(draw(7)[1].pixels, draw(7)[1].pixels)


def test_lines_do_not_touch_each_other():
    _, drawn = draw(lines=3)
    assert np.sum([line.painted > 0 for line in drawn.lines], axis=0).max() <= 1


def test_too_few_photos_are_an_error_that_says_how_many(tmp_path):
    with pytest.raises(ValueError, match="0 photos without words of their own; 3 were"):
        text_removal.run(tmp_path, 3)


def test_a_photo_with_words_of_its_own_is_passed_over(tmp_path):
    plain = np.full((240, 400, 3), 235, np.uint8)
    cv2.putText(plain, "Harbour", (40, 140), cv2.FONT_HERSHEY_SIMPLEX, 2.4, (20, 20, 20), 5)
    Image.fromarray(plain).save(tmp_path / "sign.png")
    with pytest.raises(ValueError, match="0 photos without words"):
        text_removal.run(tmp_path, 1)


def test_a_run_measures_every_way_and_leaves_the_outside_alone(tmp_path):
    Image.fromarray(skimage.data.chelsea()[:240, :360]).save(tmp_path / "cat.png")
    report = text_removal.run(tmp_path, 1, tmp_path / "out")
    assert tuple(report.rows) == WAYS
    assert all(row.outside_identical for row in report.rows.values())
    assert report.rows["hybrid"].psnr > report.rows[POLYGON].psnr
    assert len(list((tmp_path / "out").iterdir())) == 1
    below = report.rows["model"].psnr - report.rows["hybrid"].psnr
    assert report.farthest_below_model == pytest.approx(below)
    assert f"{below:.2f} dB below model" in report.render()


def test_lettered_photos_are_compressed_as_asked(tmp_path, monkeypatch):
    Image.fromarray(skimage.data.chelsea()[:120, :180]).save(tmp_path / "cat.png")
    cleaned = []

    def stop(lettered, context):
        cleaned.append(lettered.pixels)
        raise KeyboardInterrupt

    monkeypatch.setattr(text_removal, "clean", stop)
    for quality in (None, 60):
        with pytest.raises(KeyboardInterrupt):
            text_removal.run(tmp_path, 1, quality=quality)
    plain, saved = cleaned
    assert (compressed(plain, 60) == saved).all()
    assert 0.5 < np.abs(plain.astype(float) - saved).mean() < 10


def test_a_step_along_a_border_is_a_seam():
    plain = np.full((120, 120, 3), 90, np.uint8)
    mask = np.zeros((120, 120), np.uint8)
    mask[40:80, 40:80] = 255
    stepped = np.where(mask[:, :, None] > 0, 110, plain).astype(np.uint8)
    assert text_removal.seam(plain, mask) < 1 < text_removal.seam(stepped, mask)
