"""Contact sheets: every picture of a prompt in both arms, and one pair of each prompt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from jobs.stages.contract import Picture, Pixels
from jobs.stages.sampling_report.report import Arm

COLUMNS = 8
CELL = 256
SMALL_CELL = 128
PAIRS_A_ROW = 5
GAP = 14
CAPTION = 36
HEADING = 34
TITLE = 22
GROUND, INK, SOFT, FAILED = (34, 34, 34), (236, 236, 236), (176, 176, 176), (242, 144, 127)
"""Neutral greys put no cast on a picture; a failed one is framed and says so in words."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Cell:
    """One picture on a sheet: its seed, and what was read on it when it failed."""

    arm: Arm
    pixels: Pixels
    seed: int
    failed: bool = False
    read: str = ""


def prompt_sheet(prompt: str, cells: Sequence[Cell], headings: dict[Arm, str]) -> Picture:
    """Both arms of one prompt under each other, the same seed in the same place.

    Pictures are at most 256 pixels wide and high; a row holds eight.
    """
    by_arm = {arm: [cell for cell in cells if cell.arm is arm] for arm in Arm}
    width, height = _shown_size(cells[0].pixels, CELL)
    columns = min(COLUMNS, max(len(each) for each in by_arm.values()))
    across = max(GAP + columns * (width + GAP), 480)
    title = _wrapped(prompt, TITLE, across - 2 * GAP, lines=2)
    top = GAP + len(title) * (TITLE + 8)
    block = {arm: -(-len(each) // columns) * (height + CAPTION) for arm, each in by_arm.items()}
    image = Image.new("RGB", (across, top + sum(HEADING + each for each in block.values())), GROUND)
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(title):
        draw.text((GAP, GAP + index * (TITLE + 8)), line, INK, _font(TITLE))
    for arm, each in by_arm.items():
        draw.text((GAP, top + 8), headings[arm], SOFT, _font(15))
        for index, cell in enumerate(each):
            x = GAP + index % columns * (width + GAP)
            y = top + HEADING + index // columns * (height + CAPTION)
            _place(image, cell, (x, y), (width, height))
        top += HEADING + block[arm]
    return Picture(np.asarray(image, np.uint8))


def overview(pairs: Sequence[tuple[Cell, Cell]]) -> Picture:
    """The first seed of every prompt in both arms, side by side, numbered as the prompts are."""
    width, height = _shown_size(pairs[0][0].pixels, SMALL_CELL)
    columns = min(PAIRS_A_ROW, len(pairs))
    pair, row = 2 * width + 2 + 2 * GAP, height + 26
    top, across = GAP + 24, max(GAP + columns * pair, 480)
    image = Image.new("RGB", (across, top + -(-len(pairs) // columns) * row), GROUND)
    draw = ImageDraw.Draw(image)
    words = "A pair a prompt, of the same seed: exploratory left, deterministic right"
    draw.text((GAP, GAP - 2), words, SOFT, _font(14))
    for index, cells in enumerate(pairs):
        x, y = GAP + index % columns * pair, top + index // columns * row
        for place, cell in enumerate(cells):
            left = x + place * (width + 2)
            image.paste(_small(cell.pixels, (width, height)), (left, y))
            if cell.failed:
                _frame(draw, (left, y), (width, height))
        draw.text((x, y + height + 3), f"{index + 1}", SOFT, _font(13))
    return Picture(np.asarray(image, np.uint8))


def _place(image: Image.Image, cell: Cell, at: tuple[int, int], size: tuple[int, int]) -> None:
    draw = ImageDraw.Draw(image)
    image.paste(_small(cell.pixels, size), at)
    words, tone = f"seed {cell.seed}", SOFT
    if cell.failed:
        _frame(draw, at, size)
        words, tone = f"fails: “{cell.read}”", FAILED
    below = (at[0], at[1] + size[1] + 6)
    draw.text(below, _wrapped(words, 14, size[0], lines=1)[0], tone, _font(14))


def _frame(draw: ImageDraw.ImageDraw, at: tuple[int, int], size: tuple[int, int]) -> None:
    box = (at[0] - 3, at[1] - 3, at[0] + size[0] + 2, at[1] + size[1] + 2)
    draw.rectangle(box, outline=FAILED, width=3)


def _shown_size(pixels: Pixels, largest: int) -> tuple[int, int]:
    height, width = pixels.shape[:2]
    scale = min(1.0, largest / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _small(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    if (pixels.shape[1], pixels.shape[0]) == size:
        return Image.fromarray(pixels)
    return Image.fromarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _wrapped(text: str, size: int, width: int, *, lines: int) -> list[str]:
    """The text in at most so many lines of this width in pixels; what is left out ends in dots."""
    font = _font(size)
    made = [""]
    for word in text.split() or [""]:
        longer = f"{made[-1]} {word}".strip()
        if font.getlength(longer) <= width or not made[-1]:
            made[-1] = longer
        else:
            made.append(word)
    kept = made[:lines]
    if len(made) > lines:
        kept[-1] += "…"
    return [_fitting(line, font, width) for line in kept]


def _fitting(line: str, font: Font, width: int) -> str:
    """The line, or as much of its beginning as this width in pixels holds, with dots after it."""
    if font.getlength(line) <= width:
        return line

    def cut(end: int) -> float:
        return float(font.getlength(line[:end] + "…"))

    beyond = bisect_right(range(len(line)), float(width), key=cut)
    return line[: max(0, beyond - 1)] + "…"


def _font(size: int) -> Font:
    """The font that comes with Pillow: the same on every machine."""
    return ImageFont.load_default(size)
