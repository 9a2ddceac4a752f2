"""A story as its page tells it: a map, and chapters of cards with what ties them together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from editor.models import Project
from editor.pages.story_map import StoryMap, draw
from editor.story.graph import Chapter, Edge, Node, Relation, Story

CHAPTERS = {
    Chapter.BEGINNING: "Beginning",
    Chapter.EARLIER: "Earlier, revisions",
    Chapter.RENDER: "Render, step by step",
    Chapter.DECISION: "Decision",
    Chapter.PUBLICATION: "Publication",
    Chapter.REPLAYS: "Replays",
}
ICONS = {
    "exploration": "sparkles",
    "upload": "upload",
    "fetch": "download",
    "candidate": "image",
    "pick": "flag",
    "mask": "brush",
    "drawing": "brush",
    "render": "wand-sparkles",
    "step": "layers",
    "gate": "shield-check",
    "waiver": "shield-off",
    "proof": "image",
    "review": "stamp",
    "handback": "undo-2",
    "order": "octagon-alert",
    "publication": "globe",
    "file": "file-text",
    "withdrawal": "undo-2",
    "replay": "repeat",
}
FORWARD = {
    Relation.USED: "Took",
    Relation.GENERATED: "Came from",
    Relation.INFORMED: "After",
    Relation.DERIVED: "Same picture as",
    Relation.INVALIDATED: "Taken back by",
}
"""A tie as its later end tells it; people have a place of their own on a card."""
BACKWARD = {Relation.GENERATED: "Gave"}
"""A tie as its earlier end tells it, where bytes have no card that could."""


@dataclass(frozen=True)
class Tie:
    """A relation in words, and where its other end is."""

    words: str
    relation: str
    title: str
    page: str
    digest: str = ""


@dataclass(frozen=True)
class Card:
    """A node with its number and its ties."""

    number: int
    node: Node
    icon: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class ChapterView:
    """A part of the story; ``left_out`` says how many of its oldest are not told."""

    name: str
    title: str
    cards: tuple[Card, ...]
    left_out: int = 0


@dataclass(frozen=True)
class StoryView:
    """A story for its page."""

    story: Story
    map: StoryMap
    chapters: tuple[ChapterView, ...]


def story_view(story: Story, project: Project) -> StoryView:
    """Cards in the order in which things happened, chapter by chapter."""
    nodes = {node.id: node for node in story.nodes}
    numbers: dict[str, int] = {}
    parts: list[tuple[Chapter, str, list[tuple[int, Node]]]] = []
    for chapter, name in CHAPTERS.items():
        told = [node for node in story.nodes if node.chapter == chapter]
        for node in told:
            numbers[node.id] = len(numbers) + 1
        if told:
            parts.append((chapter, name, [(numbers[node.id], node) for node in told]))
    left_out = {part.chapter: part.count for part in story.left_out}
    ties = _ties(story.edges, nodes, numbers, project)
    return StoryView(
        story=story,
        map=draw(parts, story.edges),
        chapters=tuple(
            ChapterView(
                name=chapter.value,
                title=name.replace(", revisions", " revisions"),
                cards=tuple(
                    Card(number, node, ICONS[node.kind], tuple(ties[node.id]))
                    for number, node in told
                ),
                left_out=left_out.get(chapter, 0),
            )
            for chapter, name, told in parts
        ),
    )


def _ties(
    edges: tuple[Edge, ...], nodes: dict[str, Node], numbers: dict[str, int], project: Project
) -> dict[str, list[Tie]]:
    """Ties by the node whose card tells them."""
    found: defaultdict[str, list[Tie]] = defaultdict(list)
    for edge in edges:
        if edge.source in numbers and edge.relation in FORWARD:
            tie = _tie(FORWARD[edge.relation], edge, nodes[edge.target], numbers, project)
            found[edge.source].append(tie)
        elif edge.target in numbers and edge.relation in BACKWARD:
            tie = _tie(BACKWARD[edge.relation], edge, nodes[edge.source], numbers, project)
            found[edge.target].append(tie)
    return found


def _tie(words: str, edge: Edge, other: Node, numbers: dict[str, int], project: Project) -> Tie:
    if other.id in numbers:
        title = f"{numbers[other.id]} {other.title}"
        return Tie(words, edge.relation, title, f"#node-{numbers[other.id]}")
    page = reverse("artifact", args=[project.pk, other.digest])
    return Tie(words, edge.relation, other.title, page, other.digest)
