"""Measures how often the starter checkpoint draws the object, and the colour, that was asked for.

The prompts ask for pairs of object and colour that training never saw; the judge is a small
classifier trained on renders (``jobs/benchmarks/judge.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from jobs.benchmarks.judge import Verdict, judge, load
from jobs.stages import starter
from jobs.stages.contract import Pixels
from jobs.training.still_life import captions, split
from jobs.training.still_life.chance import scene_of

PROMPTS = 200
_SEED = 20_000
_ACROSS = 8
_AT_ONCE = 8


@dataclass(frozen=True)
class Prompt:
    """A prompt, the seed its picture is drawn with, and what the picture must show."""

    text: str
    seed: int
    thing: str
    colour: str


@dataclass(frozen=True)
class Row:
    """One object or one colour: how many were asked for and how many of them were drawn."""

    name: str
    asked: int
    drawn: int


@dataclass(frozen=True)
class Report:
    """Shares are 0..1, of all prompts."""

    count: int
    thing: float
    colour: float
    both: float
    things: tuple[Row, ...]
    colours: tuple[Row, ...]

    def lines(self) -> list[str]:
        """The figures as a table."""
        shares = (("object", self.thing), ("colour", self.colour), ("both", self.both))
        told = f"of {self.count} held-out prompts"
        head = [f"{name:10} {share:6.1%} {told}" for name, share in shares]
        rows = [f"{row.name:10} {row.drawn:3}/{row.asked}" for row in (*self.things, *self.colours)]
        return head + rows


def prompts(count: int = PROMPTS) -> list[Prompt]:
    """The held-out prompts, always the same: every unseen pair in turn, the rest by chance."""
    unseen = split.pairs(unseen=True)
    made = []
    for number in range(count):
        rng = np.random.default_rng(_SEED + number)
        thing, colour = unseen[number % len(unseen)]
        scene = scene_of(rng, thing, colour)
        made.append(Prompt(captions.caption(scene, rng), _SEED + number, thing, colour))
    return made


def run(
    count: int, out: Path | None, *, steps: int | None = None, guidance: float | None = None
) -> Report:
    """Draw one picture a prompt, judge them, and write contact sheets to ``out`` if given."""
    asked = prompts(count)
    sampling = starter.RECOMMENDED
    pictures = list(draw(asked, steps or sampling.steps, guidance or sampling.guidance_scale))
    verdicts = judge(load(), pictures)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for index in range(0, count, _ACROSS * 5):
            part = slice(index, index + _ACROSS * 5)
            sheet(pictures[part]).save(out / f"adherence-{index // (_ACROSS * 5) + 1}.png")
    return report(asked, verdicts)


def draw(asked: Sequence[Prompt], steps: int, guidance: float) -> Iterator[Pixels]:
    """One picture a prompt with the bare diffusers pipeline, each from its own seed."""
    import torch
    from diffusers import StableDiffusionPipeline

    pipe = StableDiffusionPipeline.from_pretrained(starter.FOLDER, **starter.load_parts())
    pipe.set_progress_bar_config(disable=True)
    sampling = starter.RECOMMENDED
    for at in range(0, len(asked), _AT_ONCE):
        part = asked[at : at + _AT_ONCE]
        made: Any = pipe(
            [prompt.text for prompt in part],
            width=sampling.width,
            height=sampling.height,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=[torch.Generator().manual_seed(prompt.seed) for prompt in part],
            output_type="np",
        )
        yield from np.round(made.images * 255).astype(np.uint8)


def report(asked: Sequence[Prompt], verdicts: Sequence[Verdict]) -> Report:
    """Count what the judge saw against what was asked for."""
    pairs = list(zip(asked, verdicts, strict=True))
    things = [prompt.thing == verdict.thing for prompt, verdict in pairs]
    colours = [prompt.colour == verdict.colour for prompt, verdict in pairs]
    both = [thing and colour for thing, colour in zip(things, colours, strict=True)]
    return Report(
        count=len(pairs),
        thing=float(np.mean(things)),
        colour=float(np.mean(colours)),
        both=float(np.mean(both)),
        things=_rows(asked, things, lambda prompt: prompt.thing),
        colours=_rows(asked, colours, lambda prompt: prompt.colour),
    )


def _rows(
    asked: Sequence[Prompt], right: Sequence[bool], name: Callable[[Prompt], str]
) -> tuple[Row, ...]:
    names = sorted({name(prompt) for prompt in asked})
    pairs = list(zip(asked, right, strict=True))
    of = {each: [ok for prompt, ok in pairs if name(prompt) == each] for each in names}
    return tuple(Row(each, len(of[each]), sum(of[each])) for each in names)


def sheet(pictures: Sequence[Pixels], across: int = _ACROSS) -> Image.Image:
    """Pictures of one size side by side, in rows."""
    height, width = pictures[0].shape[:2]
    made = Image.new("RGB", (across * width, -(-len(pictures) // across) * height), "black")
    for index, pixels in enumerate(pictures):
        place = (index % across * width, index // across * height)
        made.paste(Image.fromarray(pixels), place)
    return made
