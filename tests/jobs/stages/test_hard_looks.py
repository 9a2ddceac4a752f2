"""Lettering that only another light shows."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
import pytest

from jobs.benchmarks.lettering import Style, render
from jobs.stages.hard_looks import (
    LIGHTS,
    inverted,
    levelled,
    reds,
    saturation,
    softened,
    with_missed,
    yellows,
)
from jobs.stages.text_lines import Line
from jobs.stages.text_reader import TextReader, reader
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.warm import WEIGHTS


@pytest.fixture(scope="module")
def first() -> TextReader:
    return reader(WEIGHTS)


def pale_on_colour() -> np.ndarray:
    """Grey letters on patches of every hue, each as bright as the letters."""
    rng = np.random.default_rng(3)
    hues = np.kron(rng.uniform(0, 1, (20, 30)), np.ones((8, 8)))
    colours = np.array([colorsys.hsv_to_rgb(hue, 0.75, 1.0) for hue in hues.ravel()])
    ground = colours.reshape(160, 240, 3) * 255
    ground = ground * (150 / ground.mean(axis=2, keepdims=True))
    drawn = render("Visit", Style("", 46, (150, 150, 150), 1.0), (240, 160), (60, 50))
    assert drawn is not None
    colour, alpha, _ = drawn
    mixed = ground * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    return np.clip(mixed, 0, 255).astype(np.uint8)


def test_letters_of_the_grounds_own_brightness_are_found_by_their_saturation(first):
    pixels = pale_on_colour()
    assert [line.text for line in with_missed([], pixels, first)] == ["Visit"]


def test_a_line_that_was_surely_read_stays_the_only_one(first):
    pixels = lettered().pixels
    lines = first.read(pixels)
    assert with_missed(lines, pixels, first) == lines


def test_a_doubtful_line_gives_way_to_a_surer_one_of_another_light(first):
    pixels = pale_on_colour()
    corners = np.array(((58, 50), (170, 50), (170, 105), (58, 105)), np.float32)
    found = with_missed([Line(corners, 0.5, "Vlst", 0.5)], pixels, first)
    assert [line.text for line in found] == ["Visit"]


def test_a_photo_without_text_has_none_in_any_light(first):
    assert with_missed([], photo(), first) == []


def test_faint_letters_on_rough_ground_are_read_once_they_are_enlarged(first):
    coarse = cv2.GaussianBlur(np.random.default_rng(1).normal(0, 1, (160, 240, 3)), (0, 0), 1.2)
    ground = np.clip(110 + 60 * coarse / coarse.std(), 0, 255)
    drawn = render("PREVIEW", Style("", 20, (0, 0, 0), 0.75), (240, 160), (60, 60))
    assert drawn is not None
    colour, alpha, _ = drawn
    mixed = ground * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    found = with_missed([], np.round(mixed).astype(np.uint8), first)
    assert [line.text for line in found] == ["PREVIEW"]


def sandstone() -> np.ndarray:
    """Grey letters that let half of a wall through, which is yellow by so many levels everywhere
    and so rough that neither brightness nor saturation shows them."""
    rng = np.random.default_rng(8)
    courses = np.kron(rng.uniform(-1, 1, (32, 24)), np.ones((5, 10)))
    fine = cv2.GaussianBlur(rng.normal(0, 1, (160, 240)), (0, 0), 1)
    level = np.clip(130 + 70 * courses + 30 * fine / fine.std(), 25, 235)
    wall = level[:, :, None] + np.array([8, 5, -20])
    drawn = render("Mountain", Style("", 22, (150, 150, 150), 0.45), (240, 160), (50, 60))
    assert drawn is not None
    colour, alpha, _ = drawn
    mixed = wall * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    return np.clip(np.round(mixed), 0, 255).astype(np.uint8)


def test_letters_that_take_the_colour_out_of_rough_ground_are_found_by_that(first):
    pixels = sandstone()
    assert not any("Mountain" in line.text for line in first.read(pixels))
    assert [line.text for line in with_missed([], pixels, first)] == ["Mountain"]


def test_a_line_takes_the_place_of_a_piece_of_it_that_was_sure(first):
    pixels = sandstone()
    (whole,) = with_missed([], pixels, first)
    middle = whole.polygon.mean(axis=0)
    half = whole.polygon.copy()
    half[[1, 2], 0] = middle[0]
    found = with_missed([Line(half, 0.9, "Moun", 0.99)], pixels, first)
    assert [line.text for line in found] == ["Mountain"]


def test_every_light_keeps_the_pictures_size_and_kind():
    assert set(LIGHTS.values()) == {saturation, levelled, inverted, softened}
    for light in (*LIGHTS.values(), reds, yellows):
        seen = light(photo())
        assert (seen.shape, seen.dtype) == (photo().shape, np.uint8)
