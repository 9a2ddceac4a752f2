"""Tiles: they cover a picture once, and none is larger than asked for."""

import numpy as np
import pytest

from jobs.stages.tiles import tiles_of


@pytest.mark.parametrize("shape", [(1, 1), (64, 65), (100, 31)])
def test_tiles_cover_every_pixel_once(shape):
    covered = np.zeros(shape, int)
    for columns, rows in tiles_of(np.zeros((*shape, 3), np.uint8), 32):
        assert max(columns[1] - columns[0], rows[1] - rows[0]) <= 32
        covered[slice(*rows), slice(*columns)] += 1
    assert (covered == 1).all()
