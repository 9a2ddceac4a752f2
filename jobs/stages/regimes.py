"""Regimes: the areas of like colour and texture that touch a hole, and where they change."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.outline import Outline, walk

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

DEPTHS = (2.0, 3.0, 4.0)
"""Where colours are read, in pixels outside the border: the border itself is often a mixture."""
WINDOWS = (3, 6, 12)
"""Stretches of outline, in samples, that are compared on both sides of a possible change."""
LEAST_JUMP = 9.0
"""CIE76 difference of two regimes; below it a change reads as shading."""
USUAL_JUMPS = 3.5
"""A jump must stand out from the usual one of this outline by this factor, or it is texture."""
LINE = 5
"""Samples from a thin line's middle to what lies beside it."""
ALIKE = 9.0
TEXTURE_WEIGHT = 6.0
"""What a doubling of the texture counts beside a difference of colour."""
MARGIN = 16
UNSEEN = -1


@dataclass(frozen=True)
class Arc:
    """A stretch of the outline in one regime, from sample ``start`` up to before ``end``.

    ``end`` exceeds the number of samples where the arc runs past the outline's first one.
    ``regime`` is ``UNSEEN`` where nothing is known: the picture ends there, or another hole lies
    beside this one. ``colour`` is CIELAB, ``texture`` the fine detail's deviation, 0..255.
    """

    start: int
    end: int
    regime: int
    colour: tuple[float, float, float]
    texture: float


@dataclass(frozen=True)
class Crossing:
    """Where one regime ends and another begins: between sample ``at`` - 1 and sample ``at``.

    ``strength`` is the CIE76 difference of the two just there. A ``line`` is too thin to have an
    arc of its own, such as a wire or a mast: ``at`` is its middle, and the same regime may lie on
    both sides.
    """

    at: int
    strength: float
    line: bool = False


@dataclass(frozen=True)
class Regimes:
    """What touches a hole.

    ``count`` says how many regimes do, all thin lines together being one, and ``strength`` how
    strong the strongest change between two of them is, CIE76, 0 when there is none.
    """

    outline: Outline
    arcs: tuple[Arc, ...]
    crossings: tuple[Crossing, ...]
    count: int
    strength: float


def regimes(pixels: Pixels, unknown: Plane, own: Plane | None = None) -> Regimes:
    """The regimes around the largest part of ``own``, or of ``unknown`` when that is left out.

    ``pixels`` is height x width x 3 and ``unknown`` 255 wherever a pixel cannot be trusted.
    Colours are read just outside the outline; a change is where straight fits to the colours on
    both sides of a sample disagree about it, so that a gradient is one regime however far it
    runs, and a horizon two. Arcs of like colour and texture are one regime wherever they lie.
    Raises ``ValueError`` when the hole is empty.
    """
    outline = walk(unknown if own is None else own)
    window = _window(outline, unknown.shape)
    lab, texture = _features(pixels[window], unknown[window])
    corner = np.array([window[1].start, window[0].start], np.float32)
    places = outline.points - corner
    seen = _seen(places, outline.outwards, unknown[window])
    colours = read(lab, places, outline.outwards)
    rough = read(texture[:, :, None], places, outline.outwards)[:, 0]
    crossings = _crossings(colours, seen)
    arcs = _group(_arcs(colours, rough, seen, crossings))
    return Regimes(
        outline=outline,
        arcs=arcs,
        crossings=crossings,
        count=len({arc.regime for arc in arcs if arc.regime != UNSEEN})
        + any(crossing.line for crossing in crossings),
        strength=max((crossing.strength for crossing in crossings), default=0.0),
    )


def read(values: Floats, places: Floats, outwards: Floats) -> Floats:
    """The mean of ``values`` at ``DEPTHS`` outside each place, a row of channels each."""
    total = np.zeros((len(places), values.shape[2]), np.float32)
    for depth in DEPTHS:
        at = places + depth * outwards
        found = cv2.remap(
            values, at[:, :1], at[:, 1:], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        total += found.reshape(len(places), -1)
    return np.asarray(total / len(DEPTHS), np.float32)


def _window(outline: Outline, shape: tuple[int, ...]) -> tuple[slice, slice]:
    low = np.maximum(np.floor(outline.points.min(axis=0)).astype(int) - MARGIN, 0)
    high = np.ceil(outline.points.max(axis=0)).astype(int) + MARGIN + 1
    bottom, right = min(int(high[1]), shape[0]), min(int(high[0]), shape[1])
    return slice(int(low[1]), bottom), slice(int(low[0]), right)


def _features(pixels: Pixels, unknown: Plane) -> tuple[Floats, Floats]:
    """CIELAB calmed within its edges, and the deviation of the detail that edges do not make."""
    known = (unknown == 0).astype(np.float32)
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    calm = cv2.bilateralFilter(lab, 5, 12, 2)
    grey = pixels.astype(np.float32).mean(axis=2)
    fine = (grey - cv2.medianBlur(grey, 5)) ** 2 * known
    share = np.maximum(cv2.blur(known, (9, 9)), 1e-3)
    return np.asarray(calm, np.float32), np.sqrt(cv2.blur(fine, (9, 9)) / share)


def _seen(places: Floats, outwards: Floats, unknown: Plane) -> Flags:
    height, width = unknown.shape
    clear = np.ones(len(places), bool)
    for depth in DEPTHS:
        at = np.round(places + depth * outwards).astype(int)
        within = (at >= 0).all(axis=1) & (at[:, 0] < width) & (at[:, 1] < height)
        safe = np.where(within[:, None], at, 0)
        clear &= within & (unknown[safe[:, 1], safe[:, 0]] == 0)
    return clear


def _crossings(colours: Floats, seen: Flags) -> tuple[Crossing, ...]:
    """Local maxima of the jump, the strongest first, in the outline's order."""
    lines = _lines(colours, seen)
    count = len(colours)
    free = np.ones(count, bool)
    for line in lines:
        covered = np.arange(line.at - LINE, line.at + LINE + 1)
        free[covered % count] = False
        share = np.linspace(0, 1, len(covered), dtype=np.float32)[:, None]
        ends = colours[covered[0] % count], colours[covered[-1] % count]
        colours = colours.copy()
        colours[covered % count] = (1 - share) * ends[0] + share * ends[1]
    jump, reach = np.zeros(count, np.float32), np.ones(count, int)
    for window in WINDOWS:
        if 2 * window > count:
            break
        raw, found = _jumps(colours, seen, window)
        usual = float(np.median(raw[seen])) if seen.any() else 0.0
        worth = np.where(free & (found > max(LEAST_JUMP, USUAL_JUMPS * usual)), found, 0)
        # A longer window must show clearly more to overrule where a shorter one put the place.
        better = worth > 1.15 * jump
        jump[better], reach[better] = found[better], window
    taken = list(lines)
    for at in np.argsort(-jump, kind="stable"):
        if jump[at] > 0 and free[at]:
            taken.append(Crossing(int(at), float(jump[at])))
            free[np.arange(at - reach[at] + 1, at + reach[at]) % count] = False
    return tuple(sorted(taken, key=lambda crossing: crossing.at))


def _lines(colours: Floats, seen: Flags) -> list[Crossing]:
    """Where the outline differs from both flanks, which are alike."""
    count = len(colours)
    if count < 4 * LINE:
        return []
    flanks = [np.roll(colours, side * LINE, axis=0) for side in (1, -1)]
    clear = np.all([np.roll(seen, step) for step in range(-LINE, LINE + 1)], axis=0)
    away = np.minimum(*(np.linalg.norm(colours - flank, axis=1) for flank in flanks))
    apart = np.linalg.norm(flanks[0] - flanks[1], axis=1)
    thin = np.where(clear & (apart < away / 2), away, 0)
    usual = float(np.median(away[seen])) if seen.any() else 0.0
    thin[thin < max(LEAST_JUMP, USUAL_JUMPS * usual)] = 0
    around = np.max([np.roll(thin, step) for step in range(-LINE, LINE + 1)], axis=0)
    peaks = np.nonzero((thin > 0) & (thin == around))[0]
    return [Crossing(int(at), float(thin[at]), line=True) for at in peaks]


def _jumps(colours: Floats, seen: Flags, window: int) -> tuple[Floats, Floats]:
    """How far straight fits to ``window`` samples on either side disagree, CIE76; 0 if unseen.

    The second is the same less what noise alone would give, as the fits leave it unexplained.
    """
    offsets = np.arange(window, dtype=np.float32) + 0.5
    slope = (offsets - offsets.mean()) / max(float(((offsets - offsets.mean()) ** 2).sum()), 1e-6)
    # Three samples are too few for a slope that is to be trusted.
    lean = 0.0 if window < 5 else 1.0
    ends, spreads = [], []
    clear = np.ones(len(colours), bool)
    for side in (1, -1):
        steps = [side * (k + 1) - (side > 0) for k in range(window)]
        stack = np.stack([np.roll(colours, -step, axis=0) for step in steps])
        clear &= np.all([np.roll(seen, -step) for step in steps], axis=0)
        mean = stack.mean(axis=0)
        gradient = lean * np.tensordot(slope, stack, axes=(0, 0))
        fitted = mean + gradient * (offsets - offsets.mean())[:, None, None]
        ends.append(mean - gradient * offsets.mean())
        spreads.append(((stack - fitted) ** 2).sum(axis=2).mean(axis=0))
    size = np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=1))
    noise = np.sqrt(sum(spreads) / window)
    size = np.where(clear, size, 0).astype(np.float32)
    return size, np.maximum(size - 2 * noise, 0).astype(np.float32)


def _arcs(
    colours: Floats, rough: Floats, seen: Flags, crossings: tuple[Crossing, ...]
) -> list[Arc]:
    """The stretches between changes, those where nothing is seen apart."""
    count = len(colours)
    turns = [at for at in range(count) if seen[at] != seen[at - 1]]
    changes = {crossing.at for crossing in crossings if not crossing.line}
    cuts = sorted(changes | set(turns))
    if not cuts:
        cuts = [0]
    arcs = []
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + count], strict=True):
        stretch = np.arange(start, end) % count
        if not seen[stretch].any():
            arcs.append(Arc(start, end, UNSEEN, (0.0, 0.0, 0.0), 0.0))
            continue
        # The ends of a stretch are mixed with its neighbours.
        inner = stretch[2:-2] if len(stretch) > 6 else stretch[len(stretch) // 2 :][:1]
        middle = np.median(colours[inner], axis=0)
        colour = float(middle[0]), float(middle[1]), float(middle[2])
        arcs.append(Arc(start, end, 0, colour, float(np.median(rough[inner]))))
    return arcs


def _group(arcs: list[Arc]) -> tuple[Arc, ...]:
    """Number the regimes: arcs of like colour and texture share one, the longest first."""
    centres: list[Floats] = []
    named: dict[int, int] = {}
    longest = sorted(range(len(arcs)), key=lambda index: arcs[index].start - arcs[index].end)
    for index in longest:
        arc = arcs[index]
        if arc.regime == UNSEEN:
            named[index] = UNSEEN
            continue
        place = np.array([*arc.colour, TEXTURE_WEIGHT * np.log2(1 + arc.texture / 2)], np.float32)
        apart = [float(np.linalg.norm(place - centre)) for centre in centres]
        if apart and min(apart) < ALIKE:
            named[index] = int(np.argmin(apart))
        else:
            named[index] = len(centres)
            centres.append(place)
    return tuple(
        Arc(arc.start, arc.end, named[index], arc.colour, arc.texture)
        for index, arc in enumerate(arcs)
    )
