"""Finds every copy of the registered marks on a photo."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels
from jobs.stages.marks.fit import fit
from jobs.stages.marks.judge import Evidence, evidence
from jobs.stages.marks.known_mark import KnownMark
from jobs.stages.marks.placement import Drawer, Placement
from jobs.stages.marks.search import SIDE, Levels, Range, look, same
from jobs.stages.marks.siblings import OFF, siblings

FINE_SIDE = 80.0
"""Pixels: the root of a mark's area where it is judged."""
MOST_SEEN = 90
SURELY_JUDGED, HOPELESS = 12, 2.5
"""Places of a mark that are looked at closely whatever they look like from afar, and the rank
from afar below which no others are."""
ROUNDS = 4
LIKELY = 0.1
"""Confidence below which a place is not worth telling of."""
SURE = 0.9
"""Confidence of the copies whose lattice says where others lie."""
EXPECTED_ROUNDS = 2
LIKE_SIBLINGS = 2.5
"""Times that a predicted copy's opacity may be over or under its siblings'."""
OVERLAP = 0.3
"""Share of the smaller copy that may lie on another."""


@dataclass(frozen=True)
class FoundMark:
    """A copy of a mark: its place in the photo's pixels, and how sure that is, 0..1.

    ``predicted`` tells that it lies where the lattice of its siblings says.
    """

    mark: KnownMark
    place: Placement
    confidence: float
    opacity: float
    evidence: Evidence
    predicted: bool

    @property
    def corners(self) -> NDArray[np.float64]:
        """4 x 2: the corners of the mark's visible part, clockwise from its upper left."""
        return self.place.corners(self.mark.size)


def find(
    pixels: Pixels,
    marks: Sequence[KnownMark],
    span: Range,
    progress: Callable[[float, str], None],
) -> list[FoundMark]:
    """Every likely copy of the marks, the surest first; no two lie on each other."""
    levels = Levels(pixels)
    likely: list[FoundMark] = []
    for done, mark in enumerate(marks):
        share = done / len(marks)

        def say(share: float = share, name: str = mark.name) -> None:
            progress(share, f"looking for {name}")

        likely += [
            found_mark(mark, one)
            for one in fitted(levels, Drawer(mark), span, say)
            if one.confidence >= LIKELY
        ]
    return _without_overlaps(sorted(likely, key=lambda one: -one.confidence))


def fitted(
    levels: Levels, drawer: Drawer, span: Range, checkpoint: Callable[[], None]
) -> list[Fitted]:
    """The likely places of one mark, each fitted and measured, no two the same."""
    rough: list[Fitted] = []
    for sighting in look(levels, drawer, span, MOST_SEEN, checkpoint):
        checkpoint()
        one = _at_level(levels, drawer, sighting.place, SIDE)
        if one is not None and _within(one.place, span):
            rough.append(one)
    rough.sort(key=lambda one: -one.evidence.rank)
    fine: list[Fitted] = []
    for one in rough:
        checkpoint()
        if len(fine) >= SURELY_JUDGED and one.evidence.rank < HOPELESS:
            break
        if any(same(one.place, other.place, drawer.size) for other in fine):
            continue
        better = _at_level(levels, drawer, one.place, FINE_SIDE)
        if better is not None:
            fine.append(better)
    return fine + _predicted(levels, drawer, fine, checkpoint)


@dataclass(frozen=True)
class Fitted:
    """A place of a mark in the photo's pixels, and what speaks for it.

    ``predicted`` tells that the lattice of its siblings led there.
    """

    place: Placement
    evidence: Evidence
    predicted: bool = False

    @property
    def confidence(self) -> float:
        """How sure the mark lies there, 0..1."""
        seen = self.evidence
        return seen.beside_siblings if self.predicted else seen.confidence


def _predicted(
    levels: Levels, drawer: Drawer, fine: Sequence[Fitted], checkpoint: Callable[[], None]
) -> list[Fitted]:
    """Copies of a tiled mark that lie where their sure siblings say, and look like those."""
    sure = [one for one in fine if one.confidence >= SURE]
    height, width = levels.pixels.shape[:2]
    places = siblings([one.place for one in sure], drawer.size, (width, height))
    found: list[Fitted] = []
    for place in places:
        checkpoint()
        one = _at_level(levels, drawer, place, FINE_SIDE, EXPECTED_ROUNDS)
        if one is None:
            continue
        off = math.hypot(one.place.x - place.x, one.place.y - place.y)
        usual = float(np.median([each.evidence.opacity for each in sure]))
        alike = usual / LIKE_SIBLINGS < one.evidence.opacity < usual * LIKE_SIBLINGS
        if alike and off < 2 * OFF * place.scale * min(drawer.size):
            found.append(replace(one, predicted=True))
    return found


def found_mark(mark: KnownMark, one: Fitted) -> FoundMark:
    """A fitted place with its confidence."""
    # Least squares reads an opaque mark on a ground that it hides as a little more than opaque.
    opacity = float(np.clip(one.evidence.opacity, 0, 1))
    return FoundMark(mark, one.place, one.confidence, opacity, one.evidence, one.predicted)


def _at_level(
    levels: Levels, drawer: Drawer, place: Placement, side: float, rounds: int = ROUNDS
) -> Fitted | None:
    width, height = drawer.size
    detail, factor = levels.at(min(1.0, side / (place.scale * math.sqrt(width * height))))
    done = fit(detail, drawer, place.scaled(factor), rounds)
    if done is None:
        return None
    return Fitted(done.place.scaled(1 / factor), evidence(done))


def _within(place: Placement, span: Range) -> bool:
    """Whether a place is one that was looked for, with a tenth to spare."""
    return (
        0.9 * span.smallest <= place.scale <= 1.1 * span.largest
        and abs(place.turn) <= span.turn + 3
    )


def _without_overlaps(found: Sequence[FoundMark]) -> list[FoundMark]:
    """Of copies that cover each other only the surest."""
    kept: list[FoundMark] = []
    for one in found:
        hull = cv2.convexHull(one.corners.astype(np.float32))
        area = cv2.contourArea(hull)
        for other in kept:
            others = cv2.convexHull(other.corners.astype(np.float32))
            shared, _ = cv2.intersectConvexConvex(hull, others)
            if shared > OVERLAP * min(area, cv2.contourArea(others)):
                break
        else:
            kept.append(one)
    return kept
