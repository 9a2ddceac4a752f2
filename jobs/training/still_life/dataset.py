"""Draws the world's samples by number, and renders them into shards that can be gone on with."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jobs.training.still_life import captions, overlays, split
from jobs.training.still_life.chance import one_of, scene_of
from jobs.training.still_life.stage import Scene
from jobs.training.still_life.trace import render

Kind = Literal["train", "unseen", "check"]
"""Pairs trained on; pairs held out; and fresh renders of every pair, to check a judge with."""
SHARD = 250
MARKED_SHARE = 0.04
_SEEDS: dict[Kind, int] = {"train": 1, "unseen": 2, "check": 3}


@dataclass(frozen=True)
class Sample:
    """One picture to be rendered: its scene, its mark if any, and its caption."""

    scene: Scene
    mark: str
    caption: str
    seed: int


@lru_cache(maxsize=4)
def _pairs(kind: Kind) -> tuple[split.Pair, ...]:
    if kind == "check":
        return split.pairs(unseen=False) + split.pairs(unseen=True)
    return split.pairs(unseen=kind == "unseen")


def draw(kind: Kind, number: int) -> Sample:
    """The sample of that number: always the same one."""
    seed = _SEEDS[kind] * 1_000_003 + number
    rng = np.random.default_rng(seed)
    among = _pairs(kind)
    thing, colour = among[int(rng.integers(len(among)))]
    scene = replace(
        scene_of(rng, thing, colour),
        turn=float(np.clip(rng.normal(0, 0.16), -0.4, 0.4)),
        place=(float(rng.uniform(-0.12, 0.12)), float(rng.uniform(-0.12, 0.12))),
        size=float(rng.uniform(0.92, 1.08)),
        stretch=float(rng.uniform(0.92, 1.10)),
        camera_height=float(rng.uniform(1.60, 1.90)),
        texture_at=(float(rng.uniform(0, 4)), float(rng.uniform(0, 4))),
    )
    marked = kind == "train" and rng.random() < MARKED_SHARE
    mark = one_of(rng, overlays.KINDS) if marked else ""
    ending = overlays.ending(mark, np.random.default_rng(seed)) if mark else ""
    return Sample(scene, mark, captions.caption(scene, rng, ending), seed)


def picture(sample: Sample, size: int) -> NDArray[np.uint8]:
    """The sample's picture, size x size RGB."""
    pixels = render(sample.scene, size)
    if sample.mark:
        pixels = overlays.mark(pixels, sample.mark, np.random.default_rng(sample.seed))
    return pixels


def shard_path(folder: Path, kind: Kind, index: int) -> Path:
    """Where a shard of SHARD pictures lies."""
    return folder / f"{kind}-{index:04d}.npy"


def render_shard(folder: Path, size: int, job: tuple[Kind, int]) -> str:
    """Render one shard unless it is there; its file name."""
    kind, index = job
    path = shard_path(folder, kind, index)
    if not path.exists():
        numbers = range(index * SHARD, (index + 1) * SHARD)
        pixels = np.stack([picture(draw(kind, number), size) for number in numbers])
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.save(file, pixels)
        unfinished.replace(path)
    return path.name


def render_all(folder: Path, counts: dict[Kind, int], size: int, workers: int) -> None:
    """Render what is missing; counts are rounded up to whole shards."""
    folder.mkdir(parents=True, exist_ok=True)
    work = [(kind, index) for kind, count in counts.items() for index in range(-(-count // SHARD))]
    began = time.monotonic()
    with get_context("spawn").Pool(workers) as pool:
        for done, name in enumerate(pool.imap(partial(render_shard, folder, size), work), 1):
            spent = time.monotonic() - began
            sys.stdout.write(f"{name} {done}/{len(work)} {spent:.0f} s\n")
            sys.stdout.flush()


def load(folder: Path, kind: Kind, count: int | None = None) -> list[NDArray[np.uint8]]:
    """The rendered shards of a kind, memory-mapped, in order; FileNotFoundError when none is."""
    paths = sorted(folder.glob(f"{kind}-*.npy"))[: count and -(-count // SHARD)]
    if not paths:
        raise FileNotFoundError(f"{folder} holds no renders of kind {kind}: run `render` first.")
    return [np.load(path, mmap_mode="r") for path in paths]
