"""What training pictures are cut from."""

from __future__ import annotations

import numpy as np
from PIL import Image

from jobs.training.grounds import ground, photographs, piece, worn


def test_scikit_images_photographs_come_as_rgb():
    found = photographs([])
    assert len(found) >= 10
    assert all(each.ndim == 3 and each.shape[2] == 3 and each.dtype == np.uint8 for each in found)


def test_a_folders_photographs_are_added(tmp_path):
    Image.new("RGB", (90, 70), (1, 2, 3)).save(tmp_path / "mine.png")
    added = photographs([tmp_path])[-1]
    assert added.shape == (70, 90, 3) and (added == (1, 2, 3)).all()


def test_pieces_have_the_size_asked_for_also_from_small_photographs():
    small = [np.zeros((40, 50, 3), np.uint8)]
    for seed in range(20):
        rng = np.random.default_rng(seed)
        assert piece(rng, small, 64, 32).shape == (32, 64, 3)
        assert ground(rng, small, 64, 32).shape == (32, 64, 3)


def test_wear_keeps_size_and_type():
    pixels = np.full((32, 48, 3), 120, np.uint8)
    for seed in range(12):
        used = worn(np.random.default_rng(seed), pixels)
        assert used.shape == pixels.shape and used.dtype == np.uint8
