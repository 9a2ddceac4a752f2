"""Every websocket's address, by every kind of person: told, or closed before any event."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from editor.own import stream_of
from jobs.progress import publish
from project.asgi import application, streams
from tests.editor.api.scene import ROLES, Scene
from tests.jobs.sockets import Socket

YES, NO, SIGN_IN = "yes", "no", "sign in"
CLOSED = {4401: SIGN_IN, 4403: NO}
ROUTE = "ws/streams/<str:stream>/"

# What anonymous, stranger, creative, reviewer, lead, admin and auditor get.
MATRIX: dict[str, tuple[str, str, str, str, str, str, str]] = {
    "project.{id}": (SIGN_IN, NO, YES, YES, YES, YES, YES),
    "person.{lead}": (SIGN_IN, NO, NO, NO, YES, NO, NO),
}


def stream(name: str, scene: Scene) -> str:
    """The stream of a row in the scene."""
    return {
        "project.{id}": scene.project.stream,
        "person.{lead}": stream_of(scene.people["lead"]),
    }[name]


def happen(scene: Scene) -> None:
    """Have each stream tell something."""
    with transaction.atomic():
        for name in MATRIX:
            publish(stream=stream(name, scene), kind="trial", payload={})


async def word(socket: Socket) -> str:
    """What somebody got of a socket first: an event, or its being closed."""
    await socket.connect()
    first = await socket.output()
    found = YES if first["type"] == "websocket.send" else CLOSED[first["code"]]
    await socket.disconnect()
    return found


def test_every_websocket_is_in_the_matrix():
    assert [str(route.pattern) for route in streams.routes] == [ROUTE]


@pytest.mark.django_db(transaction=True)
async def test_each_person_is_told_what_the_matrix_says(scene, signed_in):
    await sync_to_async(happen)(scene)
    found = {}
    for name in MATRIX:
        address = f"/ws/streams/{stream(name, scene)}/"
        words = []
        for role in ROLES:
            client = await sync_to_async(signed_in)(role)
            cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
            cookies = f"{settings.SESSION_COOKIE_NAME}={cookie.value}" if cookie else ""
            words.append(await word(Socket(application, address, cookies)))
        found[name] = tuple(words)
    assert found == MATRIX


def rows() -> list[str]:
    """The matrix as the table in the documentation shows it, after the pages."""
    return [
        f"| socket `/{ROUTE.replace('<str:stream>', name)}` | " + " | ".join(words) + " |"
        for name, words in MATRIX.items()
    ]
