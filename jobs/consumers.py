"""The WebSocket that tells a stream's events in order, from any number on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.module_loading import import_string

from jobs.events import message
from jobs.progress import events_after, group_of

MayWatch = Callable[[Any, str], bool]

BAD_REQUEST, SIGNED_OUT, FORBIDDEN = 4400, 4401, 4403
BATCH = 200


class StreamConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Reads the database on a hint and on a timer; the hints themselves carry nothing.

    ``may_watch(user, stream)`` is given by whoever composes the application. Closes with 4400
    for a malformed ``after``, 4401 when the session has ended, 4403 for strangers.
    """

    def __init__(self, *, may_watch: MayWatch, seconds_between_looks: float = 3.0) -> None:
        super().__init__()
        self.may_watch = may_watch
        self.seconds_between_looks = seconds_between_looks

    async def connect(self) -> None:
        self.stream = self.scope["url_route"]["kwargs"]["stream"]
        self.reading = asyncio.Lock()
        self.timer: asyncio.Task[None] | None = None
        # Accepted first: a browser learns the reason only from an open socket's close code.
        await self.accept()
        after = _after(self.scope["query_string"])
        if after is None:
            await self.close(BAD_REQUEST)
            return
        self.last = after
        reason = await self.refusal()
        if reason is not None:
            await self.close(reason)
            return
        await self.channel_layer.group_add(group_of(self.stream), self.channel_name)
        self.timer = asyncio.create_task(self.look_regularly())
        await self.send_news()

    async def disconnect(self, code: int) -> None:
        if self.timer is not None:
            self.timer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.timer
            await self.channel_layer.group_discard(group_of(self.stream), self.channel_name)

    async def stream_news(self, event: dict[str, Any]) -> None:
        """Handle a hint from ``jobs.progress``."""
        await self.send_news()

    async def send_news(self) -> None:
        """Send every event above the last one sent, in order."""
        async with self.reading:
            while texts := await self.read():
                for number, text in texts:
                    await self.send(text_data=text)
                    self.last = number

    @database_sync_to_async  # type: ignore[untyped-decorator]
    def read(self) -> list[tuple[int, str]]:
        """The next events as JSON, at most ``BATCH``."""
        events = events_after(self.stream, self.last)[:BATCH]
        return [(event.number, message(event).model_dump_json()) for event in events]

    async def look_regularly(self) -> None:
        """Check that the watcher still may, and read what a lost hint did not tell."""
        while True:
            await asyncio.sleep(self.seconds_between_looks)
            reason = await self.refusal()
            if reason is not None:
                await self.close(reason)
                return
            await self.send_news()

    async def refusal(self) -> int | None:
        """The close code for a watcher who may not, or no longer, watch; else None."""
        session = self.scope.get("session")
        if session is None or not session.session_key:
            return SIGNED_OUT
        store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        # Read again from the store: the scope's copy is as old as the socket.
        user = await get_user({"session": store(session_key=session.session_key)})
        if not user.is_authenticated or not user.is_active:
            return SIGNED_OUT
        allowed = await database_sync_to_async(self.may_watch)(user, self.stream)
        return None if allowed else FORBIDDEN


def _after(query: bytes) -> int | None:
    text = parse_qs(query.decode("latin-1")).get("after", ["0"])[-1]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
