"""ASGI middleware that refuses a request body that is too large before it fills the disk.

Django writes a whole body to a temporary file before any view sees the request, so the views' own
limits come too late for a body of many gigabytes, or for one that never ends.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FORM_OVERHEAD = 2**20
"""Room for a form's own lines around its files."""
FILES_AT_ONCE = 8
"""How many of the largest files one form of a page may carry."""
REST_FILES = 2
"""How many a request of the REST addresses may: a picture and its mask."""


class BodyLimit:
    """Answers 413 by the declared size, or once more than allowed has come."""

    def __init__(self, application: Application, file_bytes: int) -> None:
        self.application = application
        self.file_bytes = file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        files = REST_FILES if scope["path"].startswith("/api/") else FILES_AT_ONCE
        most = files * self.file_bytes + FORM_OVERHEAD
        if _declared(scope) > most:
            await _refuse(send, most)
            return
        counted = _Counted(receive, send, most)
        await self.application(scope, counted.receive, counted.send)


class _Counted:
    """One request's receive and send; past the limit it is answered and cut off."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send = receive, send
        self.most, self.received, self.refused = most, 0, False

    async def receive(self) -> Message:
        message = await self._receive()
        self.received += len(message.get("body", b""))
        if self.received <= self.most:
            return message
        if not self.refused:
            self.refused = True
            await _refuse(self._send, self.most)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self.refused:
            await self._send(message)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send, most: int) -> None:
    detail = f"The request is too large: at most {most // 2**20} MB are taken here."
    body = json.dumps({"detail": detail, "field": "", "problems": []}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
