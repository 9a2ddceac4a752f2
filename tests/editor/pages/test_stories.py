"""A story's page: a map whose boxes lead to cards, and lines that cross no box."""

from __future__ import annotations

import re

from django.urls import reverse

from editor.pages.story_map import BOX_HEIGHT, BOX_WIDTH, Box, StoryMap, draw
from editor.pages.story_views import ICONS
from editor.story.graph import Chapter, Edge, Node, Relation


def node(name: str) -> Node:
    return Node(id=name, kind="step", prov="activity", chapter=Chapter.RENDER, title=name, page="/")


def long_map() -> StoryMap:
    """Twelve boxes in three rows and a fourth chapter, with ties near and far."""
    nodes = [node(f"n{number}") for number in range(14)]
    pairs = [*zip(range(1, 14), range(13), strict=True), (9, 0), (13, 2), (4, 1)]
    edges = [
        Edge(source=f"n{late}", relation=Relation.INFORMED, target=f"n{early}")
        for late, early in pairs
    ]
    numbered = list(enumerate(nodes, start=1))
    chapters = [
        (Chapter.RENDER, "Render, step by step", numbered[:12]),
        (Chapter.DECISION, "Decision", numbered[12:]),
    ]
    return draw(chapters, edges)


def segments(path: str) -> list[tuple[int, int, int, int]]:
    """A path's straight pieces: x, y, x, y."""
    x, y = map(int, re.match(r"M(\d+) (\d+)", path).groups())
    found = []
    for way, value in re.findall(r"([HV])(\d+)", path):
        to = (int(value), y) if way == "H" else (x, int(value))
        found.append((x, y, *to))
        x, y = to
    return found


def crosses(piece: tuple[int, int, int, int], box: Box) -> bool:
    left, right = sorted((piece[0], piece[2]))
    top, bottom = sorted((piece[1], piece[3]))
    return (
        left < box.x + BOX_WIDTH and right > box.x and top < box.y + BOX_HEIGHT and bottom > box.y
    )


def test_no_arrow_crosses_a_box():
    drawn = long_map()
    crossed = [
        (path, box.number)
        for path in drawn.arrows
        for piece in segments(path)
        for box in drawn.boxes
        if crosses(piece, box)
    ]
    assert drawn.arrows
    assert crossed == []


def test_no_box_lies_on_another_or_outside_the_map():
    drawn = long_map()
    places = {(box.x, box.y) for box in drawn.boxes}
    assert len(places) == len(drawn.boxes)
    assert all(
        box.x + BOX_WIDTH <= drawn.width and box.bottom <= drawn.height for box in drawn.boxes
    )


def test_a_long_title_is_shortened_on_the_map():
    drawn = draw([(Chapter.RENDER, "Render", [(1, node("x" * 80))])], [])
    assert len(drawn.boxes[0].title) <= 24


def test_each_box_leads_to_a_card_of_the_page(scene, signed_in):
    page = signed_in("creative").get(reverse("proof-story", args=[scene.approved.pk]))
    body = page.content.decode()
    targets = re.findall(r'class="story-box[^"]*"', body)
    boxes = re.findall(r'<a href="#(node-\d+)" class="story-box', body)
    assert len(boxes) == len(targets) > 5
    assert all(f'id="{target}"' in body for target in boxes)


def test_what_is_left_out_is_said_and_leads_to_the_whole(scene, signed_in, monkeypatch):
    monkeypatch.setattr("editor.story.whole.MOST_EARLIER", 1)
    address = reverse("proof-story", args=[scene.failed.pk])
    assert "1 before them is left out" in signed_in("creative").get(address).text
    assert "left out" not in signed_in("creative").get(f"{address}?whole=1").text


def test_every_kind_that_a_story_tells_has_an_icon():
    # The kinds are literals in editor/story; a new one has to be given its sign.
    from pathlib import Path

    import editor.story

    sources = Path(editor.story.__file__).parent.glob("*.py")
    kinds = {kind for path in sources for kind in re.findall(r'kind="(\w+)"', path.read_text())}
    told = kinds | {"gate", "step", "review", "handback"}
    assert told - {"person"} <= set(ICONS)
