"""A long answer that is sent as it is read, and never held whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

PIECE = 2**18
"""Bytes that are gathered before they are sent: each handing over from a thread costs time."""


class Streamed(StreamingHttpResponse):
    """An answer from a plain iterator, which Django itself reads to its end before sending."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = iter(self)
        while piece := await sync_to_async(_gathered)(parts):
            yield piece


def _gathered(parts: Iterator[bytes]) -> bytes:
    """The next parts put together; empty at the end."""
    piece = bytearray()
    for part in parts:
        piece += part
        if len(piece) >= PIECE:
            break
    return bytes(piece)
