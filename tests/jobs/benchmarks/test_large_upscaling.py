"""The bench of enlarging at size: its picture, and the chain in tiles."""

from __future__ import annotations

import numpy as np
import skimage.data
from PIL import Image

from jobs.benchmarks.large_upscaling import PHOTOS, Looks, Report, chain, patchwork
from jobs.stages.contract import Context
from jobs.stages.weights import Weights


def test_the_patchwork_has_the_size_asked_for_and_the_photos_in_it(tmp_path):
    for index in range(PHOTOS):
        Image.fromarray(skimage.data.chelsea()[: 40 + index]).save(tmp_path / f"{index}.png")
    picture = patchwork(tmp_path, (150, 90))
    assert picture.shape == (90, 150, 3)
    assert picture.std() > 20


def test_the_chain_in_tiles_is_the_chain_on_the_whole():
    context, source = Context(Weights()), skimage.data.chelsea()[60:100, 90:160].copy()
    tiled, whole = (chain(source, context, *sides) for sides in ((64, 32), (256, 256)))
    assert np.abs(tiled.astype(int) - whole).max() <= 1


def test_the_longest_time_without_a_look_is_the_wait_for_a_cancel():
    looks = Looks()
    context = Context(Weights(), stop=looks)
    context.checkpoint()
    looks._last -= 5
    context.progress(0.5)
    context.checkpoint()
    assert 5 <= looks.longest < 60


def test_the_report_says_all_in_words():
    lines = Report(1, 40_000_000, 500, 1400, 90, cancel=2.34).lines()
    assert lines[0].endswith("at most 1 levels apart")
    assert "peak 1400 MB" in lines[1]
    assert lines[2].endswith("within 2.3 s")
