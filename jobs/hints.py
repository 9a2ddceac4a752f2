"""Hints to open sockets that a stream has news, sent without making anyone wait."""

from __future__ import annotations

import asyncio
import logging
import os
import threading

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


class _Sender:
    """One thread with one event loop: the channel layer keeps its connection per loop."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        threading.Thread(target=self.loop.run_forever, name="hints", daemon=True).start()

    def send(self, group: str) -> None:
        """Queue a hint, unless one for the same group has not left yet."""
        with self._lock:
            if group in self._waiting:
                return
            self._waiting.add(group)
        asyncio.run_coroutine_threadsafe(self._send(group), self.loop)

    async def _send(self, group: str) -> None:
        with self._lock:
            self._waiting.discard(group)
        try:
            await get_channel_layer().group_send(group, {"type": "stream.news"})
        except Exception as error:
            # Sockets also look at the database on a timer, so a lost hint costs seconds only.
            logger.warning("A hint to open pages was not sent: %s", error)


_sender: _Sender | None = None
_making = threading.Lock()


def hint(group: str) -> None:
    """Tell the group's sockets that there is something to read; never raises, never blocks."""
    global _sender  # noqa: PLW0603 - one a process, made again after a fork
    with _making:
        if _sender is None or _sender.process != os.getpid():
            _sender = _Sender()
        sender = _sender
    sender.send(group)
