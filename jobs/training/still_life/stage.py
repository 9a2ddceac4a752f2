"""One scene looked up: its object on a grid, marched along rays (sphere tracing, Hart, 1996)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jobs.training.still_life.bake import Baked, Vectors, bake
from jobs.training.still_life.looks import LIGHTS, MATERIALS, Light, Material
from jobs.training.still_life.shapes import Field
from jobs.training.still_life.surfaces import SETTINGS, Setting

_CLOSE = 0.004
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Scene:
    """What is in the picture; angles in radians, lengths in scene units (a bottle is 1.8)."""

    thing: str
    colour: str
    material: str
    setting: str
    light: str
    side: Literal["left", "right"] = "left"
    turn: float = 0.0
    place: tuple[float, float] = (0.0, 0.0)
    size: float = 1.0
    stretch: float = 1.0
    camera_height: float = 1.75
    texture_at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Stage:
    """A scene looked up: its object on the grid, its numbers, and its light's direction."""

    scene: Scene
    baked: Baked
    material: Material
    setting: Setting
    light: Light
    to_light: Vectors

    def inside(self, places: Vectors) -> Vectors:
        """Places in the object's own coordinates."""
        cos, sin = np.float32(np.cos(self.scene.turn)), np.float32(np.sin(self.scene.turn))
        x = (places[:, 0] - self.scene.place[0]) / self.wide
        z = (places[:, 2] - self.scene.place[1]) / self.wide
        return np.stack([cos * x + sin * z, places[:, 1] / self.tall, cos * z - sin * x], axis=1)

    @property
    def wide(self) -> np.float32:
        """Scale across."""
        return np.float32(self.scene.size / np.sqrt(self.scene.stretch))

    @property
    def tall(self) -> np.float32:
        """Scale upwards."""
        return np.float32(self.scene.size * np.sqrt(self.scene.stretch))

    def distance(self, places: Vectors) -> Field:
        """A bound on the distance to the object."""
        return self.baked.at(self.inside(places)) * min(self.wide, self.tall)

    def normals(self, places: Vectors) -> Vectors:
        """Unit normals of the object near its surface, in the scene."""
        own = self.baked.normals(self.inside(places))
        cos, sin = np.float32(np.cos(self.scene.turn)), np.float32(np.sin(self.scene.turn))
        x, y, z = own[:, 0] / self.wide, own[:, 1] / self.tall, own[:, 2] / self.wide
        back = np.stack([cos * x - sin * z, y, sin * x + cos * z], axis=1)
        return unit(back)

    def span(self, start: Vectors, way: Vectors) -> tuple[Field, Field]:
        """Where rays enter and leave the object's bounds; enter > leave when they miss."""
        x, z = self.scene.place
        reach, top = self.baked.reach * self.wide, self.baked.top * self.tall
        enter, leave = np.zeros(len(way), np.float32), np.full(len(way), 1e4, np.float32)
        for axis, low, high in (
            (0, x - reach, x + reach),
            (1, -0.02, top),
            (2, z - reach, z + reach),
        ):
            slope = way[:, axis]
            inverse = 1 / np.where(np.abs(slope) < 1e-6, np.float32(1e-6), slope)
            one, two = (low - start[:, axis]) * inverse, (high - start[:, axis]) * inverse
            enter = np.maximum(enter, np.minimum(one, two))
            leave = np.minimum(leave, np.maximum(one, two))
        return enter, leave


def set_up(scene: Scene) -> Stage:
    """Look a scene's names up; KeyError for a name that is not in the world."""
    light = LIGHTS[scene.light]
    aside, up = np.radians(light.aside), np.radians(light.up)
    sign = -1.0 if scene.side == "left" else 1.0
    to_light = np.array(
        [sign * np.cos(up) * np.sin(aside), np.sin(up), np.cos(up) * np.cos(aside)], np.float32
    )
    return Stage(
        scene,
        bake(scene.thing),
        MATERIALS[scene.material],
        SETTINGS[scene.setting],
        light,
        to_light,
    )


def march(stage: Stage, start: Vectors, ways: Vectors, steps: int = 44) -> tuple[Mask, Field]:
    """Which rays meet the object, and how far away."""
    enter, leave = stage.span(start, ways)
    far = enter.copy()
    hit = np.zeros(len(ways), bool)
    alive = np.nonzero(enter < leave)[0]
    for _ in range(steps):
        if not len(alive):
            break
        gap = stage.distance(start[alive] + ways[alive] * far[alive, None])
        near = gap < _CLOSE
        hit[alive[near]] = True
        far[alive] += np.where(near, 0, np.maximum(gap * 0.95, 0.006))
        alive = alive[~near & (far[alive] < leave[alive])]
    return hit, far


def shadow(stage: Stage, places: Vectors, steps: int = 20) -> Field:
    """How much of the key light reaches places, 0..1, soft by how closely it is missed."""
    ways = np.broadcast_to(stage.to_light, places.shape)
    enter, leave = stage.span(places, ways)
    lit = np.ones(len(places), np.float32)
    far = np.maximum(enter, 0.04).astype(np.float32)
    alive = np.nonzero(far < leave)[0]
    for _ in range(steps):
        if not len(alive):
            break
        gap = stage.distance(places[alive] + ways[alive] * far[alive, None])
        seen = 0.5 + 0.5 * stage.light.hardness * gap / far[alive]
        lit[alive] = np.minimum(lit[alive], seen)
        far[alive] += np.clip(gap, 0.035, 0.25)
        alive = alive[(far[alive] < leave[alive]) & (lit[alive] > 0)]
    lit = np.clip(lit, 0, 1)
    return np.asarray(lit * lit * (3 - 2 * lit), np.float32)


def unit(vectors: NDArray[Any]) -> Vectors:
    """The vectors at length one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
