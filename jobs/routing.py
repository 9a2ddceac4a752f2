"""The WebSocket's address."""

from __future__ import annotations

from django.urls import URLPattern, path

from jobs.consumers import MayWatch, StreamConsumer


def websocket_urlpatterns(may_watch: MayWatch) -> list[URLPattern]:
    """``/ws/streams/<stream>/?after=<number>``, open to whoever ``may_watch`` lets in."""
    return [
        path("ws/streams/<str:stream>/", StreamConsumer.as_asgi(may_watch=may_watch)),
    ]
