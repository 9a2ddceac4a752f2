"""Where a story's nodes lie on its map: rows of boxes, and arrows only in the gaps between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from editor.story.graph import Chapter, Edge, Node

WIDTH = 1200
LABEL_WIDTH = 132
BOX_WIDTH, BOX_HEIGHT = 192, 60
GAP_X, GAP_Y = 24, 44
A_ROW = 5
LETTERS = 24
LANE = 4
LANES = 5
"""Lines beside each other in one gap, before they share a lane."""


@dataclass(frozen=True)
class Box:
    """A node on the map; ``number`` is its card's in the list below."""

    node: Node
    number: int
    x: int
    y: int
    row: int

    @property
    def middle(self) -> int:
        """The middle from left to right."""
        return self.x + BOX_WIDTH // 2

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.y + BOX_HEIGHT

    @property
    def title(self) -> str:
        """As much of the title as fits; the list has all of it."""
        title = self.node.title
        return title if len(title) <= LETTERS else title[: LETTERS - 1].rstrip() + "…"

    @property
    def under(self) -> str:
        """A second line: whose deed, or which bytes."""
        under = self.node.person or self.node.digest[:12]
        return under if len(under) <= LETTERS else under[: LETTERS - 1] + "…"


@dataclass(frozen=True)
class Label:
    """A chapter's name beside its first row."""

    text: tuple[str, ...]
    y: int


@dataclass(frozen=True)
class StoryMap:
    """The drawing: its size, boxes, chapter labels and the arrows' SVG paths."""

    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    arrows: tuple[str, ...]
    width: int = WIDTH


def draw(
    chapters: Sequence[tuple[Chapter, str, Sequence[tuple[int, Node]]]], edges: Iterable[Edge]
) -> StoryMap:
    """Lay out chapters, each its name with numbered nodes; arrows go from cause to effect."""
    boxes: dict[str, Box] = {}
    labels, row = [], 0
    for _, name, nodes in chapters:
        labels.append(Label(tuple(name.split(", ")), _top(row) + 18))
        for place, (number, node) in enumerate(nodes):
            at, column = row + place // A_ROW, place % A_ROW
            x = LABEL_WIDTH + column * (BOX_WIDTH + GAP_X)
            boxes[node.id] = Box(node, number, x, _top(at), at)
        row += (len(nodes) + A_ROW - 1) // A_ROW
    pairs = [
        (boxes[edge.target], boxes[edge.source])
        for edge in edges
        if edge.target in boxes and edge.source in boxes
    ]
    arrows = tuple(_arrow(one, other, lane) for lane, (one, other) in enumerate(_told(pairs)))
    return StoryMap(_top(row), tuple(boxes.values()), tuple(labels), arrows)


def _top(row: int) -> int:
    return GAP_Y + row * (BOX_HEIGHT + GAP_Y)


def _told(pairs: Iterable[tuple[Box, Box]]) -> list[tuple[Box, Box]]:
    """Each pair once, however many relations tie it."""
    return list(dict.fromkeys(pairs))


def _arrow(cause: Box, effect: Box, number: int) -> str:
    """A line that crosses no box: straight to a neighbour, else down into the gap and along it."""
    lane = (number % LANES - LANES // 2) * LANE
    if cause.row == effect.row and effect.x - cause.x == BOX_WIDTH + GAP_X:
        y = cause.y + BOX_HEIGHT // 2
        return f"M{cause.x + BOX_WIDTH} {y}H{effect.x - 2}"
    below = cause.bottom + GAP_Y // 2 + lane
    start, end = cause.middle + lane, effect.middle + lane
    if cause.row == effect.row:
        return f"M{start} {cause.bottom}V{below}H{end}V{effect.bottom + 2}"
    if effect.row == cause.row + 1:
        return f"M{start} {cause.bottom}V{below}H{end}V{effect.y - 2}"
    beside = LABEL_WIDTH - 14 + lane
    above = effect.y - GAP_Y // 2 + lane
    return f"M{start} {cause.bottom}V{below}H{beside}V{above}H{end}V{effect.y - 2}"
