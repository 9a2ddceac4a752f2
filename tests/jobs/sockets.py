"""A browser's end of a WebSocket, spoken straight to the ASGI application."""

from __future__ import annotations

import json

from asgiref.testing import ApplicationCommunicator


class Socket:
    """Connects, receives messages and close codes, disconnects."""

    def __init__(
        self, application, path: str, cookies: str, *, origin: str = "http://localhost"
    ) -> None:
        address, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": address,
            "query_string": query.encode(),
            "headers": [(b"cookie", cookies.encode()), (b"origin", origin.encode())],
            "subprotocols": [],
        }
        self.inner = ApplicationCommunicator(application, scope)

    async def connect(self) -> None:
        await self.inner.send_input({"type": "websocket.connect"})
        assert (await self.output())["type"] == "websocket.accept"

    async def output(self, timeout: float = 3) -> dict:
        return await self.inner.receive_output(timeout)

    async def message(self) -> dict:
        output = await self.output()
        assert output["type"] == "websocket.send", output
        return json.loads(output["text"])

    async def close_code(self) -> int:
        while (output := await self.output())["type"] != "websocket.close":
            pass
        return output["code"]

    async def is_silent(self, seconds: float) -> bool:
        return await self.inner.receive_nothing(seconds)

    async def disconnect(self) -> None:
        await self.inner.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.inner.wait(3)
