"""Light from the object's surface: materials, reflections of the room, and tinted glass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.training.still_life.bake import Vectors
from jobs.training.still_life.shapes import Field
from jobs.training.still_life.stage import Stage, shadow, unit
from jobs.training.still_life.surfaces import tile
from jobs.training.still_life.surroundings import WALL, body_colour, paint, reaching


@dataclass(frozen=True)
class _Surface:
    """Places on the object: the ways they are seen along, their normals and their light so far."""

    places: Vectors
    ways: Vectors
    normal: Vectors
    albedo: Vectors
    diffuse: NDArray[Any]
    mirror: Vectors
    facing: Field


def body(stage: Stage, places: Vectors, ways: Vectors) -> Vectors:
    """Light from the object's surface towards the eye."""
    normal = stage.normals(places)
    own = stage.inside(places)
    albedo = body_colour(stage, places)
    accent = np.zeros(len(places), np.float32)
    for index, (tone, _) in enumerate(stage.baked.accents):
        share = stage.baked.accent_share(index, own)
        albedo += (np.array(tone, np.float32) - albedo) * share[:, None]
        accent = np.maximum(accent, share)
    facing = np.clip(-(ways * normal).sum(1), 0.0, 1)
    sun = np.clip(normal @ stage.to_light, 0, 1)
    lit = np.zeros(len(places), np.float32)
    toward = sun > 0.01
    lit[toward] = shadow(stage, places[toward] + normal[toward] * np.float32(0.05), steps=14)
    open_ = np.clip(stage.distance(places + normal * np.float32(0.16)) / 0.16, 0.15, 1)
    floor = np.clip(places[:, 1] / 0.35, 0, 1) * 0.5 + 0.5
    key, around = (np.array(tone, np.float32) for tone in (stage.light.key, stage.light.around))
    table = np.array(stage.setting.table[0], np.float32) * (key * 0.30 + around * 0.5)
    high = (0.5 + 0.5 * normal[:, 1])[:, None]
    ambient = (around * high + table * (1 - high)) * (open_ * floor)[:, None]
    diffuse = albedo * (key * (sun * lit)[:, None] * np.float32(0.80) + ambient)
    material = stage.material
    edge = (1 - facing) ** 5
    bright = material.facing + (1 - material.facing) * edge
    mirror = reflection(stage, normal, ways, places) * open_[:, None]
    glow = diffuse + mirror * (bright * material.mirror * (1 - 0.5 * material.softness))[:, None]
    if material.metal:
        tint = albedo * 0.95 + 0.05 + (1 - albedo) * (edge * 0.6)[:, None]
        glow = diffuse * material.diffuse + tint * mirror
    if material.clear:
        glow = _glass(stage, _Surface(places, ways, normal, albedo, diffuse, mirror, facing))
    if material.fuzz:
        rim = (1 - facing) ** 2.5 * material.fuzz
        glow = diffuse + (albedo * 0.6 + 0.03) * (around + key * 0.25) * rim[:, None]
    plain = diffuse + mirror * (0.04 + 0.3 * edge)[:, None]
    glow = glow + (plain - glow) * accent[:, None]
    flame = np.clip((albedo[:, :1] - 1) * 4, 0, 1)
    return np.asarray(glow + (albedo - glow) * flame, np.float32)


def reflection(stage: Stage, normal: Vectors, ways: Vectors, places: Vectors) -> Vectors:
    """What a surface mirrors: the room, the key light's window, and a dim one opposite."""
    material, light = stage.material, stage.light
    if material.metal:
        own = stage.inside(places)
        streak = tile("grain")[(own[:, 1] * 210).astype(int) % 512, 100] - 0.4
        normal = unit(normal + np.stack([0 * streak, streak * 0.22, 0 * streak], axis=1))
    out = ways - 2 * (ways * normal).sum(1)[:, None] * normal
    key, around = np.array(light.key, np.float32), np.array(light.around, np.float32)
    table = np.array(stage.setting.table[0], np.float32) * (key * 0.35 + around * 0.6)
    wall = np.array(stage.setting.wall[0], np.float32) * (key * 0.25 + around * 0.6)
    rise = _step(out[:, 1], -0.12 - material.softness, 0.12 + material.softness)[:, None]
    top = _step(out[:, 1], 0.3, 1.0)[:, None]
    if material.metal:
        table, wall = table * np.float32(0.6), wall * np.float32(0.45)
    room = table + (wall * 0.7 + around * 0.25 - table) * rise + around * 0.5 * top
    window = _window(out, stage.to_light, 0.42, material.softness)
    opposite = stage.to_light * np.array([-1, 0.55, 0.35], np.float32)
    strip = _window(out, unit(opposite[None])[0], 0.30, material.softness + 0.1)
    lamps = window[:, None] * np.float32(2.6)
    lamps = lamps + strip[:, None] * np.float32(1.5 if material.metal else 0.7)
    return np.asarray(room + lamps * key, np.float32)


def _window(out: Vectors, toward: Vectors, half: float, soft: float) -> Field:
    """A square lamp seen in a direction, its edges as soft as the surface."""
    right = unit(np.cross(toward, np.array([0, 1, 0], np.float32))[None])[0]
    up = np.cross(right, toward).astype(np.float32)
    ahead = np.maximum(out @ toward, 1e-3)
    u, v = np.abs(out @ right) / ahead, np.abs(out @ up) / ahead
    wide = half + 0.5 * soft
    inside = (1 - _step(u, wide - soft, wide + soft)) * (1 - _step(v, wide - soft, wide + soft))
    return np.asarray(inside * (out @ toward > 0) / (1 + 2.5 * soft), np.float32)


def _glass(stage: Stage, seen: _Surface) -> Vectors:
    """Tinted glass: the room behind through one bend, darker where the way through is long."""
    places, ways, facing = seen.places, seen.ways, seen.facing
    bent = unit(ways - seen.normal * np.float32(0.35) * facing[:, None])
    down = np.where(bent[:, 1] < -1e-4, -places[:, 1] / np.minimum(bent[:, 1], -1e-4), 1e4)
    back = np.where(bent[:, 2] < -1e-4, (WALL - places[:, 2]) / np.minimum(bent[:, 2], -1e-4), 1e4)
    on_table = down < back
    behind = places + bent * np.minimum(np.minimum(down, back), 8)[:, None]
    room = paint(stage, behind, on_table) * reaching(stage, behind, on_table)[:, None]
    room = room * np.array(stage.light.key, np.float32) * 0.62 + 0.10
    dye = np.clip(seen.albedo, 0.02, 0.92) ** (0.55 + 0.40 * (1 - facing[:, None]))
    clear = np.float32(stage.material.clear)
    through = room * dye * clear + seen.diffuse * (1 - clear) + seen.albedo * np.float32(0.10)
    rim = (0.05 + 0.75 * (1 - facing) ** 4)[:, None]
    shown = through * (1 - 0.35 * (1 - facing[:, None]) ** 2) + seen.mirror * rim
    return np.asarray(shown, np.float32)


def _step(value: Field, low: float, high: float) -> Field:
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
