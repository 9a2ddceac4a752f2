"""The bench of enlarging: every way in one run, each stage left out once."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

from jobs.benchmarks import upscaling
from jobs.benchmarks.enlargement import overshoot

CAT = skimage.data.chelsea()[60:108, 90:162].copy()


def test_a_run_sets_the_chain_beside_plain_ways(tmp_path):
    Image.fromarray(CAT[:, :69]).save(tmp_path / "cat.png")
    report = upscaling.run(tmp_path, 1, tmp_path / "out")
    bicubic, chain = (report.rows[name] for name in (upscaling.BICUBIC, upscaling.CHAIN))
    assert chain.psnr > bicubic.psnr
    assert chain.fidelity > 45
    assert len(report.lines()) == 2 + len(report.rows)
    with Image.open(tmp_path / "out" / "cat.png") as sheet:
        assert sheet.size == (68 * (1 + len(report.rows)), 48)


def test_too_few_photos_are_refused(tmp_path):
    with pytest.raises(ValueError, match="were asked for"):
        upscaling.run(tmp_path, 1)


def test_a_picture_does_not_overshoot_itself_and_a_sharpened_one_does():
    scene = np.full((60, 60, 3), 60, np.uint8)
    scene[:, 30:] = 190
    halo = cv2.addWeighted(scene, 2, cv2.GaussianBlur(scene, (0, 0), 2), -1, 0)
    assert overshoot(scene, scene) == 0
    assert overshoot(scene, halo) > 20


def test_a_photo_without_edges_has_no_overshoot():
    assert overshoot(np.full((40, 40, 3), 9, np.uint8), np.full((40, 40, 3), 99, np.uint8)) == 0
