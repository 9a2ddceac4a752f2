"""The bench of targets, on photos of a few pixels."""

import pytest
from PIL import Image

from jobs.benchmarks import targets
from jobs.stages.looks import LOOKS
from tests.jobs.stages.colour_scenes import landscape


@pytest.fixture
def photos(tmp_path):
    for seed in range(2):
        scene = landscape(96, 80, seed)[:: 1 - 2 * seed]
        Image.fromarray(scene.copy()).save(tmp_path / f"{seed}.png")
    return tmp_path


def test_every_kind_of_target_has_a_row(photos):
    head, *rows = targets.run(photos, 2, seed=1)
    assert "ΔE2000" in head
    assert len(rows) == len(LOOKS) + 2
