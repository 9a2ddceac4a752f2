"""Pictures with a hole whose right answer is known, with a true and a false hint for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from jobs.stages.colour_names import NAMED, name_of
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.training import hints
from jobs.training.still_life import split
from jobs.training.still_life.looks import LIGHTS
from jobs.training.still_life.stage import Scene, march, set_up
from jobs.training.still_life.surfaces import SETTINGS
from jobs.training.still_life.trace import rays, render

SCENE_SIDE = 256
AROUND_OBJECT = 5
"""How far in pixels a hole reaches beyond the object that it hides."""


@dataclass(frozen=True)
class Known:
    """A whole picture and its hole (255 inside), which hides ``colour``.

    ``right`` is a hint that is true of what the hole hides, ``wrong`` one that tells of
    ``other``, a colour that neither the hole nor its surroundings have.
    """

    pixels: Pixels
    hole: Plane
    right: str
    wrong: str
    colour: str
    other: str


def photographed(photos: Path, count: int, seed: int) -> Iterator[Known]:
    """Ellipses in photos, with hints measured off what they hide, as training words them."""
    paths = sorted(path for path in photos.iterdir() if path.suffix.lower() in {".jpg", ".png"})
    for index in range(count):
        rng = np.random.default_rng((seed, index))
        path = paths[index * len(paths) // count]
        pixels = np.asarray(Image.open(path).convert("RGB"))
        height, width = pixels.shape[:2]
        hole = np.zeros((height, width), np.uint8)
        axes = rng.uniform(0.08, 0.17, 2) * min(height, width)
        centre = rng.uniform(0.25, 0.75, 2) * (width, height)
        turn = float(rng.uniform(0, 180))
        place = round(centre[0]), round(centre[1])
        cv2.ellipse(hole, place, (round(axes[0]), round(axes[1])), turn, 0, 360, 255, -1)
        yield _known(rng, pixels, hole, hints.describe(rng, pixels, hole > 0))


def rendered(count: int, seed: int) -> Iterator[Known]:
    """Still lifes whose one object is hidden: no training of these networks ever saw any."""
    pairs = split.pairs(unseen=False)
    for index in range(count):
        rng = np.random.default_rng((seed, 1, index))
        thing, colour = pairs[int(rng.integers(len(pairs)))]
        scene = Scene(
            thing,
            colour,
            "ceramic",
            list(SETTINGS)[int(rng.integers(len(SETTINGS)))],
            list(LIGHTS)[int(rng.integers(len(LIGHTS)))],
        )
        pixels = render(scene, SCENE_SIDE)
        hole = cv2.dilate(_silhouette(scene), disk(AROUND_OBJECT))
        yield _known(rng, pixels, np.asarray(hole, np.uint8), f"{colour} {thing}")


def _silhouette(scene: Scene) -> Plane:
    """255 where the scene's object is seen."""
    stage = set_up(scene)
    rows, columns = np.mgrid[0:SCENE_SIDE, 0:SCENE_SIDE].astype(np.float32)
    eye, ways = rays(stage, columns.ravel() + 0.5, rows.ravel() + 0.5, SCENE_SIDE)
    hit, _ = march(stage, np.broadcast_to(eye, ways.shape), ways)
    return np.where(hit.reshape(SCENE_SIDE, SCENE_SIDE), 255, 0).astype(np.uint8)


def _known(rng: np.random.Generator, pixels: Pixels, hole: Plane, right: str) -> Known:
    """The hole with its hints; the false one has a colour that is far from all that is there."""
    colour = typical_colour(pixels, hole)
    ring = (cv2.dilate(hole, disk(12)) > 0) & (hole == 0)
    there = {colour, name_of(np.median(pixels[ring], axis=0).astype(np.float32))}
    vivid = [name for name in NAMED if name not in there | {"grey", "white", "black", "brown"}]
    other = vivid[int(rng.integers(len(vivid)))]
    thing = hints.THINGS[other][0][0]
    return Known(pixels, hole, right, f"{other} {thing}", colour, other)


def typical_colour(pixels: Pixels, hole: Plane) -> str:
    """The name of the median colour of a hole's inner half."""
    depth = cv2.distanceTransform(hole, cv2.DIST_L2, 5)
    inner = depth > 0.3 * float(depth.max())
    return name_of(np.median(pixels[inner], axis=0).astype(np.float32))
