"""What chance decides of a still life, in an order that stays: samples are known by number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.training.still_life.looks import LIGHTS, MATERIALS
from jobs.training.still_life.stage import Scene
from jobs.training.still_life.surfaces import SETTINGS


def one_of(rng: np.random.Generator, among: Sequence[str]) -> str:
    """One of several, each as likely."""
    return among[int(rng.integers(len(among)))]


def scene_of(rng: np.random.Generator, thing: str, colour: str) -> Scene:
    """A thing in its colour, at rest: material, setting, light and side by chance."""
    return Scene(
        thing,
        colour,
        one_of(rng, tuple(MATERIALS)),
        one_of(rng, tuple(SETTINGS)),
        one_of(rng, tuple(LIGHTS)),
        "left" if rng.random() < 0.5 else "right",
    )
