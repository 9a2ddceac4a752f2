"""Tiny checkpoints, built once for all of the generator's tests."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.contract import Context, Frame, Picture
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.generator import checkpoints


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The folder of a tiny checkpoint by its kind; each is built when first asked for."""
    made = {}

    def build(kind):
        if kind not in made:
            made[kind] = getattr(checkpoints, kind)(tmp_path_factory.mktemp(kind))
        return made[kind]

    return build


@pytest.fixture(scope="session")
def weights_of(tiny):
    """Weights set to a tiny checkpoint by its kind, warm for the whole session."""
    made = {}

    def of(kind):
        if kind not in made:
            made[kind] = Weights(
                WeightsSettings(checkpoint=str(tiny(kind)), threads=1, memory_floor_megabytes=0)
            )
        return made[kind]

    return of


@pytest.fixture(scope="session")
def weights(weights_of):
    return weights_of("stable_diffusion")


class Receiver:
    """A context's other side: keeps what comes."""

    def __init__(self, weights, seed=1, **more):
        self.deliveries, self.previews, self.reports = [], [], []
        self.context = Context(
            weights,
            seed=seed,
            deliver=self.deliveries.append,
            preview=lambda name, pixels: self.previews.append((name, pixels)),
            report=lambda fraction, note="": self.reports.append((fraction, note)),
            **more,
        )

    @property
    def pictures(self):
        return {entry.name: entry.picture.pixels for entry in self.deliveries}


@pytest.fixture
def receiver(weights):
    return lambda seed=1, **more: Receiver(more.pop("weights", weights), seed, **more)


def blank(side=64):
    """What an exploration begins with."""
    picture = Picture(np.full((side, side, 3), 128, np.uint8))
    return Frame(picture, picture)
