"""How alike pictures look, whatever became of their bytes."""

import cv2
import numpy as np
import pytest

from jobs.stages.likeness import likeness


def scene(seed: int, width: int = 320, height: int = 240) -> np.ndarray:
    """Blots of every size, another for each seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 255, (5, 7, 3)).astype(np.uint8)
    fine = random.integers(0, 255, (24, 32, 3)).astype(np.uint8)
    layers = [
        cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in (coarse, fine)
    ]
    return cv2.addWeighted(layers[0], 0.6, layers[1], 0.4, 0)


@pytest.mark.parametrize("size", [(160, 120), (640, 480), (320, 210)])
def test_a_copy_in_another_size_is_alike(size):
    one = scene(1)
    assert likeness(one, cv2.resize(one, size, interpolation=cv2.INTER_AREA)) > 0.95


def test_grain_and_brightness_matter_little():
    one = scene(2)
    noise = np.random.default_rng(0).normal(0, 8, one.shape)
    other = np.clip(one * 0.9 + 12 + noise, 0, 255).astype(np.uint8)
    assert likeness(one, other) > 0.9


def test_other_pictures_are_not():
    found = [likeness(scene(seed), scene(seed + 1)) for seed in range(3, 40, 2)]
    assert max(found) < 0.3


def test_the_same_large_shapes_with_other_detail_are_not_alike():
    ramp = np.linspace(20, 220, 240)[:, None, None] * np.ones((1, 320, 3))
    one, other = (
        np.clip(ramp + np.random.default_rng(seed).normal(0, 20, (240, 320, 1)), 0, 255).astype(
            np.uint8
        )
        for seed in (1, 2)
    )
    assert abs(likeness(one, other)) < 0.35


def test_a_picture_without_detail_is_like_nothing():
    flat = np.full((40, 60, 3), 90, np.uint8)
    assert likeness(flat, flat) == 0


def test_another_shape_is_another_picture():
    one = scene(5)
    assert likeness(one, one[:, :120]) == 0
