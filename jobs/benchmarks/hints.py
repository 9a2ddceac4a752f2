"""Measures whether a hint matters: the true one against none, and whether a false one is obeyed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.benchmarks.known_scenes import Known, photographed, rendered, typical_colour
from jobs.benchmarks.text_removal import psnr
from jobs.stages import inpaint
from jobs.stages.colour_names import lab_of
from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.weights import Weights

COUNT = 60
ARMS = ("no hint", "right hint", "wrong hint")
RESAMPLES = 2000


@dataclass(frozen=True)
class Arm:
    """One arm over all holes of a kind.

    ``psnr`` in the hole in dB; ``distance`` between the mean colours of answer and fill in CIE
    Lab (ΔE, 1976); ``as_hidden`` and ``as_wrong`` the shares of fills whose typical colour has the
    name of what was hidden, and the name that the false hint asks for.
    """

    name: str
    psnr: float
    distance: float
    as_hidden: float
    as_wrong: float


@dataclass(frozen=True)
class Kind:
    """One kind of scene: its arms, and what the right hint gains over none with its interval."""

    name: str
    holes: int
    arms: tuple[Arm, ...]
    gain: float
    low: float
    high: float

    def lines(self) -> list[str]:
        """Its table, for a terminal."""
        head = f"{self.name}, {self.holes} holes"
        columns = f"{'':14}{'PSNR':>8}{'colour ΔE':>11}{'as hidden':>11}{'as wrongly asked':>18}"
        rows = [
            f"{arm.name:14}{arm.psnr:8.2f}{arm.distance:11.1f}{arm.as_hidden:11.0%}"
            f"{arm.as_wrong:18.0%}"
            for arm in self.arms
        ]
        gain = f"right over none: {self.gain:+.2f} dB (95 % {self.low:+.2f} to {self.high:+.2f})"
        return [head, columns, *rows, gain]


def run(photos: Path, count: int, out: Path | None = None, *, seed: int = 2026) -> list[str]:
    """Fill every hole without a hint, with a true and with a false one; the tables' lines.

    ``out`` receives sheets: answer, hole, and the three fills, a row for each hole.
    """
    context = Context(Weights())
    kinds = {
        "photographs": photographed(photos, count, seed),
        "rendered still lifes": rendered(count, seed),
    }
    return [
        line
        for name, scenes in kinds.items()
        for line in (*_kind(name, scenes, context, out).lines(), "")
    ]


def _kind(name: str, scenes: Iterable[Known], context: Context, out: Path | None) -> Kind:
    measured: list[NDArray[np.float64]] = []
    for index, known in enumerate(scenes):
        fills = [_fill(known, hint, context) for hint in ("", known.right, known.wrong)]
        measured.append(np.array([_measure(known, fill) for fill in fills]))
        if out is not None:
            _write(out / f"{name.replace(' ', '-')}-{index:03d}.png", known, fills)
    table = np.stack(measured)
    gains = table[:, 1, 0] - table[:, 0, 0]
    picks = np.random.default_rng(0).integers(0, len(gains), (RESAMPLES, len(gains)))
    low, high = np.percentile(gains[picks].mean(axis=1), (2.5, 97.5))
    arms = tuple(
        Arm(arm, *(float(value) for value in table[:, index].mean(axis=0)))
        for index, arm in enumerate(ARMS)
    )
    return Kind(name, len(table), arms, float(gains.mean()), float(low), float(high))


def _fill(known: Known, hint: str, context: Context) -> Pixels:
    picture = Picture(np.where(known.hole[:, :, None] > 0, 0, known.pixels).astype(np.uint8))
    frame = Frame(picture, picture, known.hole)
    params = inpaint.InpaintParams(strategy="model", hint=hint)
    return inpaint.run(frame, params, context).frame.picture.pixels


def _measure(known: Known, fill: Pixels) -> tuple[float, float, float, float]:
    inside = known.hole > 0
    named = typical_colour(fill, known.hole)
    return (
        psnr(known.pixels[inside], fill[inside]),
        float(np.linalg.norm(_mean_lab(known.pixels, inside) - _mean_lab(fill, inside))),
        float(named == known.colour),
        float(named == known.other),
    )


def _mean_lab(pixels: Pixels, inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    return lab_of(pixels[inside].astype(np.float32).mean(axis=0))


def _write(path: Path, known: Known, fills: list[Pixels]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = np.where(known.hole[:, :, None] > 0, 255, known.pixels).astype(np.uint8)
    Image.fromarray(np.concatenate([known.pixels, hidden, *fills], axis=1)).save(path)
