"""Lengthens lines whose text can be read on past the end that the detector gave them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.hard_looks import inverted, levelled, saturation
from jobs.stages.text_lines import Corners, Line, ends, in_reading_order, merge
from jobs.stages.text_reader import TextReader

LIGHTS = (levelled, inverted, saturation)
"""The lights that a line is read on in, beside the picture's own."""
STEPS = (0.8, 2.0)
"""How far on a line is read at a time, in its heights: over a letter, over the gap to a word."""
ENDS = (-1.6, -1.2, -0.8, -0.4, 0.4)
"""Heights by which a longer end is then moved: back as far as the same is read, and else on a
little, since the last letter that was read may be half of a wide one."""
MARGIN = 0.2
"""Heights that are left behind the last letter."""
MOST_ROUNDS = 8
SURELY = 0.8
"""How sure the letters that are read beyond an end must be, in the mean."""
AGREEING = 2
"""In how many lights the same must be read: one alone reads a letter into branches and corners."""
SAME = 0.7
"""How like the line's own text its part of the longer one must be, 0..1."""


def read_on(
    lines: Sequence[Line],
    pixels: Pixels,
    reader: TextReader,
    progress: Callable[[float], None] = lambda fraction: None,
) -> list[Line]:
    """The lines, each as long as its text surely reads on, in reading order.

    A detector stops where the ground swallows the letters; the recogniser, which knows what words
    look like, often reads some more. Pieces of one text that meet so become one line. Curved
    lines stay as they are.
    """
    if not lines:
        return []
    lit = [pixels, *(light(pixels) for light in LIGHTS)]
    longer: list[Line] = []
    for done, line in enumerate(lines):
        longer.append(line if line.curved else _whole(line, lit, reader))
        progress((done + 1) / len(lines))
    if all(new is old for new, old in zip(longer, lines, strict=True)):
        return list(lines)
    return in_reading_order(merged(longer, pixels, reader))


def merged(lines: Sequence[Line], pixels: Pixels, reader: TextReader) -> list[Line]:
    """One line for each that was found several times or in pieces; what was joined is read anew."""
    return [line if line.text else reader.recognise(pixels, [line])[0] for line in merge(lines)]


def _whole(line: Line, lit: Sequence[Pixels], reader: TextReader) -> Line:
    for first in (True, False):
        begun = line
        for _ in range(MOST_ROUNDS):
            longer = _longer(line, lit, reader, first=first)
            if longer is None:
                break
            line = longer
        if line is not begun:
            line = _fitted(line, lit, reader, first=first)
    return line


def _fitted(line: Line, lit: Sequence[Pixels], reader: TextReader, *, first: bool) -> Line:
    """A line that became longer, with its new end just behind its last letter."""
    height, width = lit[0].shape[:2]
    for far in ENDS:
        moved = replace(line, polygon=_moved(line.polygon, far * line.height, first=first))
        if not _inside(moved.polygon, width, height):
            continue
        read = [reader.recognise(pixels, [moved])[0] for pixels in lit]
        best = max(read, key=lambda one: one.recognition)
        if far > 0:
            return best
        if _letters(best.text) == _letters(line.text) and best.recognition >= line.recognition:
            behind = _moved(best.polygon, MARGIN * line.height, first=first)
            return replace(best, polygon=behind)
    return line


def _longer(line: Line, lit: Sequence[Pixels], reader: TextReader, *, first: bool) -> Line | None:
    """The line with more letters before its first or behind its last one, None if none are read."""
    height, width = lit[0].shape[:2]
    for step in STEPS:
        moved = _moved(line.polygon, step * line.height, first=first)
        if not _inside(moved, width, height):
            break
        longer = replace(line, polygon=moved)
        read = [reader.recognise(pixels, [longer])[0] for pixels in lit]
        more = [one for one in read if _goes_on(line, one, first=first)]
        for one in more:
            if sum(_letters(one.text) == _letters(other.text) for other in more) >= AGREEING:
                return one
    return None


def _moved(polygon: Corners, far: float, *, first: bool) -> Corners:
    """The outline with one end moved on along the line."""
    along, start, end = ends(polygon)
    moved = polygon.copy()
    moved[start if first else end] += -along * far if first else along * far
    return np.asarray(moved, np.float32)


def _inside(polygon: Corners, width: int, height: int) -> bool:
    """Whether the outline's middle is in the picture: its corners may stand out a little."""
    sums = polygon[[0, 1, 0, 3]] + polygon[[3, 2, 1, 2]]
    return bool((sums >= 0).all() and (sums / 2 <= (width - 1, height - 1)).all())


def _goes_on(line: Line, longer: Line, *, first: bool) -> bool:
    """Whether the longer line's text is the line's own, and at least one sure letter more there.

    A reading's score is the mean of its letters', so what the new ones add to it is known.
    """
    old, new = _letters(line.text), _letters(longer.text)
    if not old or len(new) <= len(old):
        return False
    added = len(new) * longer.recognition - len(old) * line.recognition
    if added < SURELY * (len(new) - len(old)):
        return False
    kept = new[-len(old) :] if first else new[: len(old)]
    return SequenceMatcher(None, old, kept, autojunk=False).ratio() >= SAME


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
