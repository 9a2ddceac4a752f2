"""The bench of hints: its scenes hide what their true hint says, and its tables are whole."""

from __future__ import annotations

import skimage.data
from PIL import Image

from jobs.benchmarks import hints
from jobs.benchmarks.known_scenes import photographed, rendered, typical_colour


def photos(tmp_path):
    Image.fromarray(skimage.data.chelsea()[:240, :360]).save(tmp_path / "cat.png")
    return tmp_path


def test_a_scene_hides_one_colour_and_the_wrong_hint_names_another(tmp_path):
    for known in (*photographed(photos(tmp_path), 2, seed=1), *rendered(2, seed=1)):
        assert 0 < (known.hole > 0).mean() < 0.5
        assert typical_colour(known.pixels, known.hole) == known.colour != known.other
        assert known.other in known.wrong and known.other not in known.right


def test_a_run_fills_both_kinds_of_scene_in_every_arm(tmp_path):
    lines = hints.run(photos(tmp_path), 1, tmp_path / "out")
    assert [line for line in lines if line.endswith("1 holes")]
    for arm in hints.ARMS:
        assert sum(line.startswith(arm) for line in lines) == 2
    assert len(list((tmp_path / "out").iterdir())) == 2
