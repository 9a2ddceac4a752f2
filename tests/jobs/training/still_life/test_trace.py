"""The rendered world: the same picture every time, and nothing in it that cannot be drawn."""

import itertools

import numpy as np
import pytest

from jobs.training.still_life.bake import bake
from jobs.training.still_life.looks import COLOURS, LIGHTS, MATERIALS
from jobs.training.still_life.objects import OBJECTS
from jobs.training.still_life.stage import Scene
from jobs.training.still_life.surfaces import SETTINGS
from jobs.training.still_life.trace import render

SIZE = 40


def test_a_scene_renders_the_same_twice():
    scene = Scene("teapot", "turquoise", "glazed", "marble", "evening", turn=0.2)
    assert np.array_equal(render(scene, SIZE), render(scene, SIZE))


@pytest.mark.parametrize("thing", OBJECTS)
def test_every_object_stands_within_its_bounds_and_shows(thing):
    baked = bake(thing)
    assert baked.distance[0].min() > 0 and baked.distance[-1].min() > 0
    assert 0.5 < baked.top < 2.0
    empty = render(Scene(thing, "red", "ceramic", "studio", "daylight", place=(50.0, 0.0)), SIZE)
    shown = render(Scene(thing, "red", "ceramic", "studio", "daylight"), SIZE)
    changed = np.abs(shown.astype(int) - empty).max(axis=2) > 40
    assert 0.04 < changed.mean() < 0.6


def test_every_material_looks_different():
    made = [render(Scene("vase", "blue", name, "studio", "daylight"), SIZE) for name in MATERIALS]
    for first, second in itertools.combinations(made, 2):
        assert np.abs(first.astype(int) - second).mean() > 0.5


def test_every_setting_and_light_looks_different():
    scenes = [Scene("vase", "red", "ceramic", name, "daylight") for name in SETTINGS]
    scenes.remove(Scene("vase", "red", "ceramic", "linen", "daylight"))
    scenes += [
        Scene("vase", "red", "ceramic", "linen", name) for name in LIGHTS if name != "daylight"
    ]
    assert len({render(scene, SIZE).tobytes() for scene in scenes}) == len(scenes)


def test_colours_are_apart_on_the_body():
    scenes = [Scene("vase", name, "ceramic", "studio", "daylight") for name in COLOURS]
    middles = [render(scene, SIZE)[22:28, 17:23].mean((0, 1)) for scene in scenes]
    for first, second in itertools.combinations(middles, 2):
        assert np.abs(first - second).max() > 30
