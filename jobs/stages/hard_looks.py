"""Looks at a picture in other lights, for lettering that stays below notice in its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.text_lines import Line, area, in_reading_order, merge, shared_area
from jobs.stages.text_reader import SMALL_PIXELS, TextReader, default_scales, equalised

SEED, SURE = 0.15, 0.25
"""The detector's thresholds here: it proposes freely, since the recogniser decides."""
BELIEVED = 0.7
"""How sure a line must be that was seen in another light alone; windows and branches in that
light read as a letter or two, up to 0.69 on sixty photographs without text."""
BELIEVED_BY_COLOUR = 0.79
"""The same where colour alone showed it: a house on sand was read as four letters, 0.78 sure."""
KNOWN = 0.65
"""A line this sure needs no other light."""
ENLARGED = 1.5
"""By how much more than otherwise a small picture is enlarged for one more look, levelled: thin or
faint letters on rough ground are read only there."""
REDUCED = 0.75
"""What a small picture is reduced to for another look, equalised: large letters over leaves and
flowers are read once those are smaller than the detector's eye."""
LONGER, AS_HIGH, WHOLE, MORE = 1.5, 1.5, 0.7, 2
"""How many times as large as a piece of it a line is, how many times as high at most, which share
of the piece lies in it, and how many letters more it has."""
SOFT = 1.5
"""Deviation in pixels of what is softened away."""
NEUTRAL, STRETCH = 128, 3
"""Where CIELAB's planes of 8 bits have grey, and by how much colours are stretched away from it."""
SAME = 0.3
SMALLEST = 7.0
"""The height in pixels below which nothing is read that a plain look had missed."""


def saturation(pixels: Pixels) -> Pixels:
    """How colourful each pixel is: pale lettering on a ground as bright, but coloured."""
    value = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)[:, :, 1]
    return np.asarray(np.repeat(value[:, :, None], 3, axis=2), np.uint8)


def reds(pixels: Pixels) -> Pixels:
    """How red or green each pixel is (a* of CIELAB), stretched: see-through letters of white, grey
    or black take the colour out of their ground, however rough its brightness is."""
    return _stretched(pixels, 1)


def yellows(pixels: Pixels) -> Pixels:
    """How yellow or blue each pixel is (b* of CIELAB), stretched in the same way."""
    return _stretched(pixels, 2)


def _stretched(pixels: Pixels, channel: int) -> Pixels:
    value = cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab)[:, :, channel].astype(np.float32)
    stretched = np.clip(NEUTRAL + STRETCH * (value - NEUTRAL), 0, 255)
    return np.asarray(np.repeat(stretched[:, :, None], 3, axis=2), np.uint8)


def levelled(pixels: Pixels) -> Pixels:
    """The picture with the same mean and contrast everywhere: faint lettering on rough ground."""
    values = pixels.astype(np.float32)
    away = values - cv2.GaussianBlur(values, (0, 0), 12)
    spread = cv2.GaussianBlur((away**2).mean(axis=2), (0, 0), 12)
    levels = 128 + 45 * away / (np.sqrt(spread) + 8)[:, :, None]
    return np.asarray(np.clip(levels, 0, 255), np.uint8)


def inverted(pixels: Pixels) -> Pixels:
    """The negative: the detector sees dark lettering better than light, or the reverse."""
    return 255 - pixels


def softened(pixels: Pixels) -> Pixels:
    """The picture without its finest detail, its brightness equalised: gravel, scales and leaves
    hide letters as dark as their own shadows."""
    return equalised(np.asarray(cv2.GaussianBlur(pixels, (0, 0), SOFT), np.uint8))


LIGHTS: Mapping[str, Callable[[Pixels], Pixels]] = {
    "saturation": saturation,
    "levelled": levelled,
    "inverted": inverted,
    "softened": softened,
}


def with_missed(
    lines: Sequence[Line],
    pixels: Pixels,
    reader: TextReader,
    progress: Callable[[float], None] = lambda fraction: None,
) -> list[Line]:
    """The lines, and those that only another light shows, in reading order.

    ``lines`` are what ``reader`` read in the picture as it is. A line seen in another light takes
    the place of doubtful ones that it meets and of pieces of it, and gives way to sure ones.
    """
    looks = _looks(pixels)
    sure = [line for line in lines if line.confidence >= KNOWN]
    believed: list[Line] = []
    for done, (light, scale, least) in enumerate(looks):
        lit = light(pixels)
        new = [
            line
            for line in reader.propose(lit, scale, seed=SEED, sure=SURE)
            if line.height >= SMALLEST and not _blocked(line, sure)
        ]
        seen = surest(reader.recognise(pixels, new), reader.recognise(lit, new))
        believed += [line for line in seen if _believed(line, least, sure)]
        progress((done + 1) / len(looks))
    read = [_as_read(line, believed) for line in merge(believed)]
    kept = [line for line in lines if not _replaced(line, read)]
    return in_reading_order([*kept, *read])


def _replaced(line: Line, read: Sequence[Line]) -> bool:
    """Whether what was read takes a line's place: a doubtful one's, or that of a piece of it."""
    if line.confidence < KNOWN:
        return meets(line, read)
    return any(_holds(longer, line) for longer in read)


def _blocked(line: Line, sure: Sequence[Line]) -> bool:
    """Whether a line meets a sure one of which it is not the longer whole."""
    return any(meets(line, [one]) and not _holds(line, one) for one in sure)


def _holds(line: Line, piece: Line) -> bool:
    """Whether a line goes on, at about the same height, where ``piece`` ends."""
    size = area(piece.polygon)
    return (
        area(line.polygon) >= LONGER * size
        and line.height <= AS_HIGH * piece.height
        and shared_area(line.polygon, piece.polygon) >= WHOLE * size
    )


def _believed(line: Line, least: float, sure: Sequence[Line]) -> bool:
    """Whether a line is sure enough: one that goes on where a sure piece of it ends, with more
    letters than that, is backed by it."""
    pieces = [one for one in sure if _holds(line, one)]
    if any(len(line.text) < len(one.text) + MORE for one in pieces):
        return False
    return line.confidence >= (BELIEVED if pieces else least)


def _looks(pixels: Pixels) -> list[tuple[Callable[[Pixels], Pixels], float, float]]:
    """Each light, the size to look at the picture in it, and how sure a line must be there."""
    height, width = pixels.shape[:2]
    scale = max(default_scales(width, height))
    looks = [(light, scale, BELIEVED) for light in LIGHTS.values()]
    looks += [(light, scale, BELIEVED_BY_COLOUR) for light in (reds, yellows)]
    if width * height <= SMALL_PIXELS:
        looks += [(levelled, ENLARGED * scale, BELIEVED), (equalised, REDUCED, BELIEVED)]
    return looks


def surest(plain: Sequence[Line], lit: Sequence[Line]) -> list[Line]:
    """Of the same lines as two lights show them, each as it was read more surely."""
    return [max(pair, key=lambda line: line.confidence) for pair in zip(plain, lit, strict=True)]


def _as_read(line: Line, read: Sequence[Line]) -> Line:
    """A merged outline with the surest reading of those that lie in it."""
    inside = [
        one for one in read if shared_area(one.polygon, line.polygon) > SAME * area(one.polygon)
    ]
    best = max(inside, key=lambda one: one.confidence)
    return replace(line, text=best.text, recognition=best.recognition)


def meets(line: Line, others: Sequence[Line]) -> bool:
    """Whether a line lies over one of the others, or one of them over it."""
    return any(
        shared_area(line.polygon, other.polygon)
        > SAME * min(area(line.polygon), area(other.polygon))
        for other in others
    )
