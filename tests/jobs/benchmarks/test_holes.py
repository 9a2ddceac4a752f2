"""The bench of holes: cases repeat, cross something, and every way is measured."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

from jobs.benchmarks import holes
from jobs.benchmarks.crossing_holes import SHAPES, find_edge, hole
from jobs.benchmarks.crossing_scenes import SCENES, render
from jobs.stages.regimes import regimes


@pytest.fixture
def folder(tmp_path):
    for name in ("astronaut", "coffee"):
        photo = getattr(skimage.data, name)()
        Image.fromarray(cv2.resize(photo, (320, 240))).save(tmp_path / f"{name}.png")
    return tmp_path


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_something_to_cross_where_it_says(name):
    scene = render(name, np.random.default_rng(5))
    mask = hole("disc", scene.place, 40, (scene.pixels.shape[1], scene.pixels.shape[0]), None)
    assert regimes(scene.pixels, mask).count >= 2


def test_an_edge_is_found_on_a_strong_line():
    view = np.full((240, 320, 3), 200, np.uint8)
    view[:, 150:] = 60
    x, _ = find_edge(view, 30, np.random.default_rng(0))
    assert abs(x - 150) <= 2


def test_a_plain_picture_has_no_edge():
    assert find_edge(np.full((240, 320, 3), 99, np.uint8), 30, np.random.default_rng(0)) is None


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hole_lies_around_its_place(shape):
    mask = hole(shape, (160, 120), 40, (320, 240), np.random.default_rng(0))
    rows, columns = np.nonzero(mask)
    assert abs(rows.mean() - 120) < 4
    assert abs(columns.mean() - 160) < 4
    assert 30 <= np.ptp(columns) <= 56


def test_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="star"):
        hole("star", (1, 1), 9, (20, 20), np.random.default_rng(0))


def test_cases_repeat_for_a_seed():
    first, second = (list(holes.scenes(3, 7)) for _ in range(2))
    for one, two in zip(first, second, strict=True):
        assert np.array_equal(one.pixels, two.pixels)
        assert np.array_equal(one.mask, two.mask)


def test_the_original_differs_from_itself_in_nothing():
    (case,) = holes.scenes(1, 7)
    found = holes.measure(case, case.pixels, 0.0)
    assert (found.ssim, found.border) == (pytest.approx(1), 0.0)


def test_a_blur_along_the_border_counts_as_a_seam_does():
    (case,) = holes.scenes(1, 7)
    soft, step = case.pixels.copy(), case.pixels.astype(int)
    soft[case.mask > 0] = cv2.GaussianBlur(case.pixels, (0, 0), 4)[case.mask > 0]
    step[case.mask > 0] += 12
    seamed = np.clip(step, 0, 255).astype(np.uint8)
    assert holes.border_difference(case.pixels, soft, case.mask) > 0.5
    assert holes.border_difference(case.pixels, seamed, case.mask) > 2


def test_every_way_is_measured_and_the_sheets_are_written(folder, tmp_path):
    tables = holes.run(folder, 2, tmp_path / "out", seed=3)
    assert [len(table.measured[holes.OURS]) for table in tables] == [2, 2]
    assert {"Telea", "Navier-Stokes", "biharmonic", "patch"} < set(tables[0].measured)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "photos-000.png",
        "rendered-scenes-000.png",
    ]
    assert holes.OURS in "\n".join(tables[0].lines())


def test_a_small_folder_is_gone_through_again(folder):
    cases = list(holes.crossed_photos(folder, 3, 1))
    assert len(cases) == 3


def test_photos_without_an_edge_are_refused(tmp_path):
    Image.fromarray(np.full((240, 320, 3), 99, np.uint8)).save(tmp_path / "plain.png")
    with pytest.raises(ValueError, match="strong edge"):
        list(holes.crossed_photos(tmp_path, 2, 1))
