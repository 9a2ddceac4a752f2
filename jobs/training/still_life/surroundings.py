"""What surrounds the object: table and wall, with its shadow and its mirror picture on them."""

from __future__ import annotations

import numpy as np

from jobs.training.still_life.bake import Vectors
from jobs.training.still_life.looks import COLOURS
from jobs.training.still_life.shapes import Field
from jobs.training.still_life.stage import Mask, Stage, march, shadow
from jobs.training.still_life.surfaces import colour_at, tile

WALL = -2.1


def ground(stage: Stage, start: Vectors, ways: Vectors) -> Vectors:
    """The table or the wall where a ray meets it, with shadow and contact."""
    down = np.where(ways[:, 1] < -1e-4, -start[:, 1] / np.minimum(ways[:, 1], -1e-4), 1e4)
    back = np.where(ways[:, 2] < -1e-4, (WALL - start[:, 2]) / np.minimum(ways[:, 2], -1e-4), 1e4)
    on_table = down < back
    far = np.minimum(np.minimum(down, back), 30)
    places = start + ways * far[:, None]
    albedo = paint(stage, places, on_table)
    reach = reaching(stage, places, on_table)
    lit = shadow(stage, places)
    contact = np.ones(len(places), np.float32)
    x, z = stage.scene.place
    reached = np.maximum(np.abs(places[:, 0] - x), np.abs(places[:, 2] - z))
    close = reached < stage.baked.reach * stage.wide + 0.4
    near = np.clip(stage.distance(places[close]) / 0.42, 0, 1)
    contact[close] = 0.35 + 0.65 * np.sqrt(near)
    key = np.array(stage.light.key, np.float32) * (reach * lit)[:, None] * np.float32(0.62)
    around = np.array(stage.light.around, np.float32) * contact[:, None]
    light = key + around * np.float32(0.80)
    if stage.setting.wall_texture == "bokeh":
        light = np.where(on_table[:, None], light, np.float32(1.1))
    colour = albedo * light
    if stage.setting.mirror:
        colour = _mirrored(stage, places, ways, on_table, colour)
    return np.asarray(colour, np.float32)


def paint(stage: Stage, places: Vectors, on_table: Mask) -> Vectors:
    """The own colour of table and wall at places."""
    shift = np.array(stage.scene.texture_at, np.float32)
    setting = stage.setting
    albedo = np.empty_like(places)
    table, wall = places[on_table], places[~on_table]
    albedo[on_table] = colour_at(
        setting.table_texture, setting.table, table[:, 0] + shift[0], table[:, 2] + shift[1]
    )
    albedo[~on_table] = colour_at(
        setting.wall_texture, setting.wall, wall[:, 0] + shift[1], wall[:, 1] + shift[0]
    )
    if not setting.seamless:
        seam = np.where(on_table, places[:, 2] - WALL, places[:, 1])
        albedo *= (1 - 0.28 * np.exp(-seam / 0.10))[:, None]
    return albedo


def reaching(stage: Stage, places: Vectors, on_table: Mask) -> Field:
    """How strongly the key light falls on table and wall, without the object."""
    across = places[:, 0] * np.sign(stage.to_light[0])
    fall = np.clip(0.92 + 0.10 * across, 0.5, 1.3)
    if stage.light.pool:
        spot = places[:, 0] ** 2 / 1.6 + np.where(
            on_table, (places[:, 2] + 0.1) ** 2 / 2.4, 1.5 + (places[:, 1] - 0.9) ** 2 / 1.6
        )
        fall = fall * (0.22 + 0.78 * np.exp(-0.75 * spot))
    facing = np.where(on_table, stage.to_light[1], 0.35 + 0.55 * stage.to_light[2])
    if stage.setting.seamless:
        bend = np.clip(np.where(on_table, (places[:, 2] - WALL) / 1.5, 0), 0, 1)
        bend = bend * bend * (3 - 2 * bend)
        wall = 0.35 + 0.55 * stage.to_light[2]
        facing = wall + (stage.to_light[1] - wall) * bend
    return np.asarray(fall * facing * 1.25, np.float32)


def _mirrored(
    stage: Stage, places: Vectors, ways: Vectors, on_table: Mask, colour: Vectors
) -> Vectors:
    """The table's faint mirror picture of the object."""
    back = ways * np.array([1, -1, 1], np.float32)
    hit, far = march(stage, places, np.where(on_table[:, None], back, np.float32(-1)), steps=30)
    hit &= on_table
    if not hit.any():
        return colour
    seen = places[hit] + back[hit] * far[hit, None]
    share = stage.setting.mirror * (0.6 + 1.6 * (1 + ways[hit, 1]) ** 3) * np.exp(-1.4 * seen[:, 1])
    rough = body_colour(stage, seen) * np.float32(0.8)
    mixed = colour.copy()
    mixed[hit] += (rough - colour[hit] * 0.6) * np.clip(share, 0, 0.5)[:, None]
    return mixed


def body_colour(stage: Stage, places: Vectors) -> Vectors:
    """The object's own colour at places on it."""
    own = stage.inside(places)
    colour = np.broadcast_to(np.array(COLOURS[stage.scene.colour], np.float32), own.shape).copy()
    if stage.material.grain:
        strand = tile("planks")
        u = ((own[:, 0] + 0.35 * own[:, 2]) * 150 + 9 * np.sin(2.2 * own[:, 1])).astype(int)
        v = (own[:, 1] * 60 + own[:, 2] * 20).astype(int)
        dark = strand[(u % 112) + 8, v % 512] - 0.4
        lifted = np.maximum(colour, 0.02)
        colour = lifted * np.exp(-1.1 * stage.material.grain * dark)[:, None]
    if stage.material.fuzz:
        u, v = (own[:, 0] * 130 + own[:, 1] * 17), (own[:, 1] * 130 + own[:, 2] * 90)
        speck = tile("speck")[u.astype(int) % 512, v.astype(int) % 512] - 0.5
        colour = np.maximum(colour, 0.016) * (1 - 0.7 * speck)[:, None]
    return np.asarray(colour, np.float32)
