"""One project in full swing, and clients signed in as its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.test.client import ClientHandler

if TYPE_CHECKING:
    from tests.editor.api.scene import Scene


@pytest.fixture
def scene(db) -> Scene:
    # Models can be imported only once Django is set up, which is after this file is read.
    from tests.editor.api import scene as scenes

    return scenes.build()


@pytest.fixture
def signed_in(scene: Scene) -> Callable[[str], Client]:
    """``signed_in("lead")`` is a client of that person; ``"anonymous"`` is nobody's."""

    # Each client would load all middleware anew.
    handler = ClientHandler(enforce_csrf_checks=False)

    def client(role: str) -> Client:
        made = Client()
        made.handler = handler
        if role != "anonymous":
            made.force_login(scene.people[role])
        return made

    return client
