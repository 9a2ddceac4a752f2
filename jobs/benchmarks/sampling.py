"""Measures time and memory of drawing candidates: batched, one by one, and as a bare loop.

Run ``manage.py bench sampling [--count N --rounds N]``. Everything is drawn by the
checkpoint that is configured, in one process, from the same prompt and seeds. Each round draws
the same candidates in every way, in an order that turns, so that what else the machine does falls
on all of them alike. The studio's way is the stage explore through ``execute.run_recorded``, with
PNGs, previews, sheet and record; the bare loop is a diffusers pipeline and a PNG for each picture.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.generator import checkpoint, explore, loading, schedulers
from jobs.stages.generator.defaults import spelled_out
from jobs.stages.generator.params import ExploreParams
from jobs.stages.weights import Weights

PROMPT = "a red ceramic mug on a wooden table"
NEGATIVE = "watermark, text"
COUNT = 8
BATCHES = (1, 4, 8)
COMPARED = 4
"""The batch size of the bare loop, and of the studio's run that it is compared with."""
BARE = "bare loop"


@dataclass(frozen=True)
class Drawn:
    """One way, once: seconds, and the most memory the process held meanwhile, in MB."""

    seconds: float
    peak_megabytes: float


@dataclass(frozen=True)
class Report:
    """Every round by the way it was drawn; ratios are the medians of the rounds' own."""

    count: int
    steps: int
    size: tuple[int, int]
    rounds: tuple[dict[str, Drawn], ...]
    largest_difference: int

    def seconds(self, way: str) -> float:
        """Median over the rounds."""
        return statistics.median(entry[way].seconds for entry in self.rounds)

    def peak(self, way: str) -> float:
        """The highest of the rounds, in MB."""
        return max(entry[way].peak_megabytes for entry in self.rounds)

    def ratio(self, way: str, to: str) -> float:
        """How many times as long as ``to`` it took."""
        return statistics.median(r[way].seconds / r[to].seconds for r in self.rounds)

    def lines(self) -> list[str]:
        """The report for people."""
        width, height = self.size
        alone = _batch_name(1)
        table = [
            f"{self.count} candidates of {width} x {height}, {self.steps} steps, "
            f"median of {len(self.rounds)} rounds",
            f"{'':24} {'seconds':>9} {'peak MB':>9} {'to one by one':>14}",
        ]
        for way in (*map(_batch_name, BATCHES), BARE):
            table.append(
                f"{way:24} {self.seconds(way):9.2f} {self.peak(way):9.0f} "
                f"{self.ratio(way, alone):14.3f}"
            )
        table += [
            f"studio to bare loop, both in batches of {COMPARED}: "
            f"{self.ratio(_batch_name(COMPARED), BARE):.3f}",
            f"largest difference between their pictures: {self.largest_difference} of 255",
        ]
        return table


def run(count: int = COUNT, rounds: int = 5, steps: int | None = None) -> Report:
    """Draw ``count`` candidates in every way, ``rounds`` times after one round to warm up."""
    from jobs.weights import weights_settings

    weights = Weights(weights_settings())
    found = checkpoint.fetched(weights.settings)
    asked = ExploreParams(
        prompt=PROMPT,
        negative_prompt=NEGATIVE,
        count=count,
        steps=steps,
        seeds=tuple(range(count)),
        scheduler="ddim" if "ddim" in schedulers.fitting(found.scheduler_config) else None,
    )
    params = spelled_out(asked, found, canonical=False)
    assert params.width and params.height and params.steps
    kept: dict[str, list[Pixels]] = {}
    measured = []
    for number in range(rounds + 1):
        measured.append(
            {
                way: _measured(draw, way, kept)
                for way, draw in _turned(_ways(params, weights), number)
            }
        )
        sys.stderr.write(f"round {number}: {measured[-1]}\n")
    apart = np.abs(np.stack(kept[BARE]).astype(int) - np.stack(kept[_batch_name(COMPARED)]))
    return Report(
        count, params.steps, (params.width, params.height), tuple(measured[1:]), int(apart.max())
    )


def _batch_name(size: int) -> str:
    return "one by one" if size == 1 else f"in batches of {size}"


def _ways(params: ExploreParams, weights: Weights) -> dict[str, Callable[[], list[Pixels]]]:
    ways: dict[str, Callable[[], list[Pixels]]] = {}
    for size in BATCHES:
        batched = params.model_copy(update={"batch_size": size})
        ways[_batch_name(size)] = lambda batched=batched: _studio(batched, weights)  # type: ignore[misc]
    ways[BARE] = lambda: _bare(params, weights)
    return ways


def _turned(
    ways: dict[str, Callable[[], list[Pixels]]], number: int
) -> Iterator[tuple[str, Callable[[], list[Pixels]]]]:
    names = list(ways)
    for place in range(len(names)):
        name = names[(place + number) % len(names)]
        yield name, ways[name]


def _measured(draw: Callable[[], list[Pixels]], way: str, kept: dict[str, list[Pixels]]) -> Drawn:
    _forget_peak()
    began = time.perf_counter()
    kept[way] = draw()
    return Drawn(time.perf_counter() - began, _peak_megabytes())


def _studio(params: ExploreParams, weights: Weights) -> list[Pixels]:
    """The stage as the studio calls it, with what it delivers, shows and records."""
    from PIL import Image

    from jobs.execute import run_recorded
    from jobs.frames import encode_frame
    from jobs.records import RecipeReference

    pictures: list[Pixels] = []
    blank = Picture(np.full((params.height or 0, params.width or 0, 3), 128, np.uint8))
    frame = Frame(blank, blank)
    context = Context(
        weights,
        deliver=lambda delivery: pictures.append(delivery.picture.pixels),
        preview=lambda name, pixels: Image.fromarray(pixels).save(io.BytesIO(), "WEBP"),
    )
    recorded = run_recorded(
        explore.STAGE,
        params,
        frame,
        context,
        inputs=encode_frame(frame)[0],
        index=0,
        recipe=RecipeReference(name="bench", sha256=""),
        asked_by="bench",
    )
    recorded.record.to_bytes()
    return pictures


def _bare(params: ExploreParams, weights: Weights) -> list[Pixels]:
    """What a person writes who has diffusers and nothing else."""
    import torch

    found, pipeline = loading.pipeline(weights)
    pictures: list[Pixels] = []
    for first in range(0, params.count, COMPARED):
        seeds = params.seeds[first : first + COMPARED]
        pipeline.scheduler = schedulers.make(found.scheduler_config, str(params.scheduler))
        drawn: Any = pipeline(
            prompt=params.prompt,
            negative_prompt=params.negative_prompt,
            width=params.width,
            height=params.height,
            num_inference_steps=params.steps,
            guidance_scale=params.guidance_scale,
            num_images_per_prompt=len(seeds),
            generator=[torch.Generator("cpu").manual_seed(seed) for seed in seeds],
        )
        for image in drawn.images:
            image.save(io.BytesIO(), "PNG")
            pictures.append(np.asarray(image))
    return pictures


def _forget_peak() -> None:
    """Begin the process's peak of memory anew, where Linux lets it (clear_refs, value 5)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_megabytes() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")
