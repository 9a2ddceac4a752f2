"""A project's gallery: its candidates, live, and the upload of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from editor import access, evidence, queries
from editor.actions.candidates import add_candidate
from editor.actions.errors import ActionError
from editor.models import Project
from editor.queries import Tile
from jobs import progress

TILES_A_PAGE = 60


@dataclass(frozen=True)
class Heap:
    """What stands at one place of the grid: a tile, or a stack of near-duplicates by its top."""

    tiles: tuple[Tile, ...]
    open: bool = False

    @property
    def stack(self) -> str:
        """The stack's name; empty for a tile that lies alone."""
        return str(self.tiles[0].id) if len(self.tiles) > 1 else ""


@dataclass(frozen=True)
class Filter:
    """A part of the gallery by the word that the address has for it."""

    word: str
    title: str
    count: int
    chosen: bool


KINDS: dict[str, tuple[str, Callable[[Tile], bool]]] = {
    "all": ("All", lambda tile: True),
    "picked": ("Picked", lambda tile: tile.picked),
    "uploads": ("Uploads", lambda tile: tile.origin is None),
    "samples": ("Samples", lambda tile: tile.origin is not None),
}


@login_required
@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The gallery; ``?part=grid`` is the grid alone, which a live page fetches again."""
    found = access.project_for(request.user, project_id)
    if request.method == "POST":
        return _upload(request, found)
    # Read before the rest: what happens meanwhile is then told again, never lost.
    after = progress.last_number(found.stream)
    every = queries.gallery(found)
    shown = request.GET.get("show", "")
    shown = shown if shown in KINDS else "all"
    heaps = Paginator(_heaps(every, shown, request.GET.get("open", "")), TILES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "project": found,
        "may": access.permissions(request.user, found),
        "heaps": heaps,
        "filters": _filters(every, shown),
        "shown": shown,
        "kept": f"show={shown}" if shown != "all" else "",
        "here": f"{request.path}?show={shown}&page={heaps.number}",
        "lines": evidence.lines_found(tile.id for heap in heaps for tile in heap.tiles),
        "after": after,
    }
    part = request.GET.get("part") == "grid"
    return render(request, "pages/gallery_grid.html" if part else "pages/gallery.html", context)


def _filters(tiles: Sequence[Tile], shown: str) -> tuple[Filter, ...]:
    return tuple(
        Filter(word, title, sum(map(belongs, tiles)), word == shown)
        for word, (title, belongs) in KINDS.items()
    )


def _heaps(tiles: Sequence[Tile], shown: str, opened: str) -> list[Heap]:
    """Near-duplicates in their stacks; what is picked is looked at one by one."""
    belongs = KINDS[shown][1]
    if shown == "picked":
        return [Heap((tile,)) for tile in tiles if belongs(tile)]
    below: dict[UUID, list[Tile]] = {}
    for tile in tiles:
        if tile.origin and not tile.is_on_top:
            below.setdefault(tile.origin.stack, []).append(tile)
    return [
        Heap((tile, *reversed(below.get(tile.id, ()))), open=str(tile.id) == opened)
        for tile in tiles
        if tile.is_on_top and belongs(tile)
    ]


def _upload(request: HttpRequest, project: Project) -> HttpResponse:
    """Take each file by itself: one that is refused keeps none of the others out."""
    person = access.demand(request.user, project, "can_add")
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, "No file was chosen. Choose one or more pictures to add.")
    for file in files:
        name = file.name or "picture"
        try:
            candidate = add_candidate(project=project, data=file.read(), name=name, added_by=person)
        except ActionError as error:
            messages.error(request, f"{name} was not added. {error.message}")
        else:
            messages.success(request, f"{candidate.name} was added.")
    return redirect("project", project.id)
