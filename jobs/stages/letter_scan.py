"""Looks for lettering with the letter network, where the text detectors see none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import glyph_net
from jobs.stages.contract import Pixels
from jobs.stages.hard_looks import KNOWN, levelled, meets, surest
from jobs.stages.read_on import merged, read_on
from jobs.stages.text_lines import Corners, Line, in_reading_order, straight_outline
from jobs.stages.text_reader import SMALL_PIXELS, TextReader
from jobs.stages.weights import Weights

Floats = NDArray[np.float32]

MOST_PIXELS = 1_000_000
"""A larger picture is looked at reduced to so many."""
ENLARGED = 2.0
"""By how much small pictures are enlarged for a second look: the network knows lines of 30 to 40
pixels."""
LETTER = 0.35
"""The probability from which on a pixel may be a letter's."""
GAP = (5, 25)
"""Rows and columns between letters of one line, at the network's size."""
FEWEST = 60
"""Pixels of letters that a line has at least, at the network's size."""
LOWEST, HIGHEST = 10.0, 75.0
"""Heights in pixels of a line, at the network's size."""
ROOM = 0.18
"""What is left around letters, as a share of their height."""
PROMISING, BELIEVED = 0.5, 0.78
"""How surely something must be read to be read on, and how sure the whole line must then be: bars
and branches read as up to 0.73 on a hundred photographs."""


def scanned(
    lines: Sequence[Line],
    pixels: Pixels,
    reader: TextReader,
    weights: Weights,
    progress: Callable[[float], None] = lambda fraction: None,
) -> list[Line]:
    """The lines, and those that only the letter network sees and that then read as text, in reading
    order.

    A text detector knows lines by their shape, which see-through letters on gravel have lost; the
    letter network was trained on just such letters, and sees some of them here and there.
    ``reader`` decides, and reads on from there. What is found takes the place of doubtful lines
    that it meets, and gives way to sure ones.
    """
    sure = [line for line in lines if line.confidence >= KNOWN]
    sizes = _sizes(pixels)
    read: list[Line] = []
    for done, scale in enumerate(sizes):
        new = [line for line in _seen(pixels, weights, scale) if not meets(line, sure)]
        lit = reader.recognise(levelled(pixels), new) if new else []
        promising = [
            line
            for line in surest(reader.recognise(pixels, new), lit)
            if line.recognition >= PROMISING
        ]
        read += read_on(promising, pixels, reader)
        progress((done + 1) / len(sizes))
    believed = [line for line in read if line.confidence >= BELIEVED]
    found = [line for line in merged(believed, pixels, reader) if not meets(line, sure)]
    kept = [line for line in lines if line.confidence >= KNOWN or not meets(line, found)]
    return in_reading_order([*kept, *found])


def _sizes(pixels: Pixels) -> tuple[float, ...]:
    """The scales at which the network looks at the picture."""
    count = pixels.shape[0] * pixels.shape[1]
    if count <= SMALL_PIXELS:
        return (1.0, ENLARGED)
    return (min(1.0, (MOST_PIXELS / count) ** 0.5),)


def _seen(pixels: Pixels, weights: Weights, scale: float) -> list[Line]:
    """What the network takes for letters at one scale, gathered to lines.

    It is told of no outline, and so lights up only where it is sure.
    """
    height, width = pixels.shape[:2]
    least = glyph_net.MULTIPLE
    size = max(least, round(width * scale)), max(least, round(height * scale))
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    scaled = np.asarray(cv2.resize(pixels, size, interpolation=method), np.uint8)
    _, letters = glyph_net.probabilities(weights, scaled, np.zeros(size[::-1], np.uint8))
    ratio = np.array([width / size[0], height / size[1]], np.float32)
    return [Line(outline * ratio, sure) for outline, sure in _gathered(letters)]


def _gathered(letters: Floats) -> Iterator[tuple[Corners, float]]:
    """Letters that stand side by side: four corners around them, and how sure they are."""
    likely = (letters > LETTER).astype(np.uint8)
    joined = cv2.morphologyEx(likely, cv2.MORPH_CLOSE, np.ones(GAP, np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for number in range(1, count):
        left, top, wide, high, _ = stats[number]
        place = slice(top, top + high), slice(left, left + wide)
        own = (labels[place] == number) & (likely[place] > 0)
        rows, columns = np.nonzero(own)
        if len(rows) < FEWEST:
            continue
        box = straight_outline(np.stack([columns + left, rows + top], axis=1).astype(np.float32))
        across, down = (float(np.linalg.norm(box[end] - box[0])) for end in (1, 3))
        if LOWEST <= down <= HIGHEST and across >= down:
            room = np.sign(box - box.mean(axis=0)) * ROOM * down
            yield np.asarray(box + room, np.float32), float(letters[place][own].mean())
