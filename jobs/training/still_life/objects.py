"""The objects of the world, each a signed distance field of a body and of its accents.

Objects stand on y = 0, are at most about 1.9 high and 1 to each side, and face the camera (+z).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from jobs.training.still_life import shapes as s
from jobs.training.still_life.shapes import Field, Points

Rgb = tuple[float, float, float]
CREAM: Rgb = (0.86, 0.78, 0.62)
BRASS: Rgb = (0.72, 0.50, 0.20)
LEAF: Rgb = (0.16, 0.36, 0.10)
STEM: Rgb = (0.28, 0.17, 0.08)
FLAME: Rgb = (2.6, 1.5, 0.45)
SOIL: Rgb = (0.10, 0.06, 0.04)
BEAK: Rgb = (0.95, 0.42, 0.04)
INK: Rgb = (0.02, 0.02, 0.02)
IVORY: Rgb = (0.90, 0.88, 0.80)
STEEL: Rgb = (0.50, 0.50, 0.52)


@dataclass(frozen=True)
class Solid:
    """An object's body, which takes the asked colour, and accents with their own colours."""

    body: Field
    accents: tuple[tuple[Rgb, Field], ...] = field(default=())


def vase(p: Points) -> Solid:
    outline = [(0, 0), (0.34, 0), (0.36, 0.04), (0.62, 0.55), (0.55, 0.95), (0.24, 1.32),
               (0.22, 1.48), (0.40, 1.66), (0.38, 1.70), (0.30, 1.69), (0.12, 1.58),
               (0, 1.56)]  # fmt: skip
    return Solid(s.lathe(p, outline))


def bottle(p: Points) -> Solid:
    outline = [(0, 0), (0.38, 0), (0.42, 0.05), (0.42, 0.95), (0.36, 1.12), (0.16, 1.32),
               (0.14, 1.65), (0.19, 1.68), (0.19, 1.78), (0, 1.80)]  # fmt: skip
    cork = s.lathe(p, [(0, 1.7), (0.12, 1.7), (0.13, 1.92), (0, 1.93)], curved=False)
    return Solid(s.lathe(p, outline), ((CREAM, cork),))


def mug(p: Points) -> Solid:
    outline = [(0, 0), (0.48, 0), (0.52, 0.05), (0.53, 1.05), (0.50, 1.09), (0.45, 1.05),
               (0.44, 0.14), (0, 0.12)]  # fmt: skip
    cup = s.lathe(p, outline, curved=False)
    handle = s.cut(s.torus(p, (0.56, 0.56, 0), 0.27, 0.075, 1.15), s.lathe(
        p, [(0, -0.1), (0.47, -0.1), (0.47, 1.3), (0, 1.3)], curved=False))  # fmt: skip
    return Solid(s.smooth(cup, handle, 0.06))


def bowl(p: Points) -> Solid:
    outline = [(0, 0), (0.32, 0), (0.34, 0.08), (0.66, 0.30), (0.92, 0.72), (0.89, 0.75),
               (0.84, 0.72), (0.58, 0.36), (0.25, 0.17), (0, 0.15)]  # fmt: skip
    return Solid(s.lathe(p, outline))


def teapot(p: Points) -> Solid:
    pot = s.lathe(p, [(0, 0), (0.34, 0), (0.36, 0.04), (0.60, 0.40), (0.54, 0.76), (0.32, 0.97),
                      (0.28, 1.02), (0.14, 1.08), (0, 1.09)])  # fmt: skip
    spout = s.curve(
        p, [(-0.48, 0.38), (-0.72, 0.55), (-0.82, 0.80), (-0.95, 0.93)], [0.14, 0.11, 0.08, 0.06]
    )
    handle = s.torus(p, (0.58, 0.58, 0), 0.27, 0.06, 1.1)
    hollow = s.lathe(p, [(0, 0.1), (0.45, 0.1), (0.45, 0.8), (0, 0.9)], curved=False)
    knob = s.sphere(p, (0, 1.15, 0), 0.09)
    body = s.smooth(s.smooth(pot, spout, 0.12), s.cut(handle, hollow), 0.05)
    return Solid(s.smooth(body, knob, 0.04))


def candle(p: Points) -> Solid:
    wax = s.lathe(p, [(0, 0.06), (0.27, 0.06), (0.28, 1.12), (0.24, 1.16), (0, 1.12)], False)
    dish = s.lathe(p, [(0, 0), (0.46, 0), (0.60, 0.10), (0.57, 0.13), (0.42, 0.06), (0, 0.06)])
    wick = s.capsule(p, (0, 1.1, 0), (0, 1.26, 0), 0.022)
    flame = s.lathe(p, [(0, 1.22), (0.075, 1.30), (0.085, 1.38), (0.045, 1.52), (0, 1.66)])
    return Solid(wax, ((BRASS, dish), (INK, wick), (FLAME, flame)))


def goblet(p: Points) -> Solid:
    outline = [(0, 0), (0.44, 0), (0.44, 0.04), (0.12, 0.10), (0.07, 0.30), (0.07, 0.66),
               (0.16, 0.78), (0.46, 1.05), (0.48, 1.35), (0.40, 1.70), (0.35, 1.70),
               (0.41, 1.35), (0.38, 1.10), (0.10, 0.88), (0, 0.86)]  # fmt: skip
    return Solid(s.lathe(p, outline))


def pear(p: Points) -> Solid:
    low, high = s.sphere(p, (0, 0.52, 0), 0.53), s.sphere(p, (0.04, 1.12, 0), 0.27)
    stem = s.capsule(p, (0.04, 1.33, 0), (0.13, 1.60, 0), 0.032)
    return Solid(s.smooth(low, high, 0.55), ((STEM, stem),))


def apple(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0.08), (0.16, 0.02), (0.30, 0), (0.55, 0.22), (0.68, 0.62),
                       (0.52, 1.02), (0.25, 1.10), (0.10, 1.03), (0, 0.92)])  # fmt: skip
    stem = s.capsule(p, (0, 0.9, 0), (0.08, 1.28, 0), 0.034)
    leaf_at = s.turned(s.moved(p, (0.27, 1.25, 0.02)), -0.45, "z")
    leaf = s.ellipsoid(leaf_at, (0, 0, 0), (0.22, 0.035, 0.10))
    return Solid(body, ((STEM, stem), (LEAF, leaf)))


def pumpkin(p: Points) -> Solid:
    x, _, z = p
    ribs = np.float32(0.045) * np.abs(np.sin(5 * np.arctan2(z, x)))
    body = s.ellipsoid(p, (0, 0.50, 0), (0.86, 0.56, 0.86))
    dent = s.sphere(p, (0, 1.28, 0), 0.30)
    squat = -s.smooth(-body, dent, 0.2) - ribs * np.clip(np.sqrt(x * x + z * z) * 2, 0, 1)
    stem = s.curve(p, [(0, 0.92), (0.02, 1.12), (0.12, 1.28)], [0.10, 0.08, 0.07])
    return Solid(np.asarray(squat + 0.02, np.float32), ((LEAF, stem),))


def bell(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0.05), (0.60, 0), (0.66, 0.03), (0.50, 0.22), (0.40, 0.70),
                       (0.28, 0.92), (0, 1.0)])  # fmt: skip
    handle = s.lathe(p, [(0, 0.95), (0.07, 0.95), (0.06, 1.10), (0.13, 1.30), (0.12, 1.52),
                         (0, 1.62)])  # fmt: skip
    return Solid(body, ((STEM, handle),))


def lamp(p: Points) -> Solid:
    shade = s.lathe(p, [(0, 0.98), (0.74, 0.92), (0.76, 0.95), (0.42, 1.78), (0.38, 1.78),
                        (0, 1.74)], curved=False)  # fmt: skip
    foot = s.lathe(p, [(0, 0), (0.40, 0), (0.38, 0.07), (0.10, 0.14), (0.06, 0.24), (0.05, 1.1),
                       (0, 1.1)])  # fmt: skip
    return Solid(shade, ((BRASS, foot),))


def book(p: Points) -> Solid:
    q = s.turned(s.turned(s.moved(p, (0, 0.78, 0)), 0.10, "x"), 0.42)
    front, back = (
        s.box(q, (0, 0, 0.17), (0.56, 0.76, 0.035)),
        s.box(q, (0, 0, -0.17), (0.56, 0.76, 0.035)),
    )
    spine = s.box(q, (-0.54, 0, 0), (0.05, 0.76, 0.20), 0.04)
    pages = s.box(q, (0.0, 0, 0), (0.52, 0.71, 0.15), 0.01)
    return Solid(s.joined(front, back, spine), ((IVORY, pages),))


def gift_box(p: Points) -> Solid:
    q = s.turned(p, 0.6)
    body = s.box(q, (0, 0.40, 0), (0.58, 0.40, 0.58))
    lid = s.box(q, (0, 0.84, 0), (0.63, 0.11, 0.63))
    bands = s.joined(
        s.box(q, (0, 0.475, 0), (0.10, 0.487, 0.642), 0.01),
        s.box(q, (0, 0.475, 0), (0.642, 0.487, 0.10), 0.01),
    )
    loops = []
    for side in (-1, 1):
        r = s.turned(s.moved(p, (0.25 * side, 1.13, 0)), -0.5 * side, "z")
        x, y, z = r
        ring = np.sqrt((x * 0.72) ** 2 + y * y) - np.float32(0.14)
        loops.append(np.sqrt(ring**2 + np.maximum(np.abs(z) - 0.07, 0) ** 2) - np.float32(0.035))
    ribbon = s.joined(bands, *loops, s.sphere(p, (0, 1.02, 0), 0.09))
    return Solid(s.joined(body, lid), ((IVORY, np.asarray(ribbon, np.float32)),))


def pyramid(p: Points) -> Solid:
    x, y, z = s.turned(p, 0.65)
    lean = np.float32(0.90)
    side = np.maximum(np.abs(x), np.abs(z)) * lean + (y - 1.42) * np.float32(0.436)
    return Solid(np.asarray(np.maximum(side, 0.0 - y) - 0.015, np.float32))


def ring(p: Points) -> Solid:
    return Solid(s.torus(s.turned(p, 0.45), (0, 0.78, 0), 0.58, 0.19))


def mushroom(p: Points) -> Solid:
    cap = s.lathe(p, [(0, 0.82), (0.60, 0.74), (0.80, 0.80), (0.72, 1.08), (0.42, 1.34),
                      (0, 1.44)])  # fmt: skip
    stem = s.lathe(p, [(0, 0), (0.34, 0), (0.36, 0.08), (0.22, 0.42), (0.20, 0.85), (0, 0.9)])
    return Solid(cap, ((CREAM, stem),))


def cactus(p: Points) -> Solid:
    pot = s.lathe(
        p, [(0, 0), (0.36, 0), (0.46, 0.46), (0.53, 0.46), (0.53, 0.62), (0, 0.60)], False
    )
    soil = s.lathe(p, [(0, 0.5), (0.46, 0.5), (0.44, 0.645), (0, 0.66)], False)
    green = s.capsule(p, (0, 0.6, 0), (0, 1.55, 0), 0.21)
    for side, low, top in ((-1, 0.95, 1.30), (1, 1.10, 1.48)):
        arm = s.smooth(
            s.capsule(p, (0, low, 0), (0.42 * side, low, 0), 0.11),
            s.capsule(p, (0.42 * side, low, 0), (0.42 * side, top, 0), 0.12),
            0.08,
        )
        green = s.smooth(green, arm, 0.06)
    return Solid(pot, ((SOIL, soil), (LEAF, green)))


def hourglass(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0.10), (0.40, 0.12), (0.46, 0.35), (0.34, 0.64), (0.075, 0.85),
                       (0.34, 1.06), (0.46, 1.35), (0.40, 1.58), (0, 1.60)])  # fmt: skip
    frame = [
        s.lathe(p, [(0, low), (0.60, low), (0.60, low + 0.11), (0, low + 0.11)], False)
        for low in (0.0, 1.60)
    ]
    for angle in (0.5, 2.6, 4.7):
        x, z = 0.53 * float(np.cos(angle)), 0.53 * float(np.sin(angle))
        frame.append(s.capsule(p, (x, 0.05, z), (x, 1.65, z), 0.045))
    return Solid(body, ((STEM, s.joined(*frame)),))


def top_hat(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0), (0.86, 0.05), (0.92, 0.10), (0.88, 0.12), (0.56, 0.09), (0.50, 0.20),
                       (0.52, 0.90), (0.58, 1.10), (0.54, 1.13), (0, 1.14)])  # fmt: skip
    band = s.lathe(p, [(0.3, 0.14), (0.53, 0.14), (0.53, 0.36), (0.3, 0.36)], False)
    return Solid(body, ((IVORY, band),))


def bucket(p: Points) -> Solid:
    pail = s.lathe(p, [(0, 0), (0.42, 0), (0.44, 0.05), (0.60, 0.98), (0.64, 1.0), (0.64, 1.06),
                       (0.55, 1.04), (0.39, 0.12), (0, 0.10)], False)  # fmt: skip
    handle = s.cut(
        s.torus(p, (0, 1.0, 0), 0.60, 0.035, 1.12), s.box(p, (0, 0.2, 0), (1, 0.78, 1), 0.0)
    )
    return Solid(pail, ((STEEL, handle),))


def barrel(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0), (0.46, 0), (0.48, 0.03), (0.63, 0.68), (0.48, 1.33), (0.43, 1.36),
                       (0.41, 1.30), (0, 1.30)])  # fmt: skip
    hoops = [
        s.lathe(p, [(r - 0.2, y), (r, y), (r, y + 0.10), (r - 0.2, y + 0.10)], False)
        for r, y in ((0.568, 0.22), (0.568, 1.04))
    ]
    return Solid(body, ((STEEL, s.joined(*hoops)),))


def star(p: Points) -> Solid:
    angles = np.pi / 2 + np.arange(10) * np.pi / 5
    far = np.where(np.arange(10) % 2 == 0, 0.92, 0.43)
    corners = np.stack([far * np.cos(angles), far * np.sin(angles) + 0.76], axis=1)
    q = s.turned(p, 0.30)
    return Solid(s.extrude(q, corners.tolist(), 0.20, 0.08))


def heart(p: Points) -> Solid:
    t = np.linspace(0, 2 * np.pi, 200)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    corners = np.stack([x * 0.050, y * 0.050 + 0.83], axis=1)
    q = s.turned(p, 0.30)
    return Solid(s.extrude(q, corners.tolist(), 0.26, 0.18))


def duck(p: Points) -> Solid:
    q = s.turned(p, -0.5)
    body = s.ellipsoid(q, (0.08, 0.42, 0), (0.74, 0.42, 0.52))
    tail = s.ellipsoid(
        s.turned(s.moved(q, (0.70, 0.68, 0)), -0.7, "z"), (0, 0, 0), (0.24, 0.12, 0.2)
    )
    head = s.sphere(q, (-0.32, 1.06, 0), 0.36)
    beak = s.ellipsoid(q, (-0.72, 0.98, 0), (0.20, 0.065, 0.15))
    eyes = s.joined(
        s.sphere(q, (-0.56, 1.18, 0.25), 0.062), s.sphere(q, (-0.56, 1.18, -0.25), 0.062)
    )
    whole = s.smooth(s.smooth(body, tail, 0.2), head, 0.16)
    return Solid(whole, ((BEAK, beak), (INK, eyes)))


def pawn(p: Points) -> Solid:
    body = s.lathe(p, [(0, 0), (0.50, 0), (0.54, 0.10), (0.46, 0.22), (0.40, 0.30), (0.20, 0.62),
                       (0.17, 0.96), (0.34, 1.02), (0.34, 1.08), (0.15, 1.12),
                       (0, 1.14)])  # fmt: skip
    return Solid(s.smooth(body, s.sphere(p, (0, 1.36, 0), 0.31), 0.05))


OBJECTS: dict[str, Callable[[Points], Solid]] = {
    "vase": vase,
    "bottle": bottle,
    "mug": mug,
    "bowl": bowl,
    "teapot": teapot,
    "candle": candle,
    "goblet": goblet,
    "pear": pear,
    "apple": apple,
    "pumpkin": pumpkin,
    "bell": bell,
    "lamp": lamp,
    "book": book,
    "gift box": gift_box,
    "pyramid": pyramid,
    "ring": ring,
    "mushroom": mushroom,
    "cactus": cactus,
    "hourglass": hourglass,
    "top hat": top_hat,
    "bucket": bucket,
    "barrel": barrel,
    "star": star,
    "heart": heart,
    "duck": duck,
    "pawn": pawn,
}
