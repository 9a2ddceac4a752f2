"""Pages of long lists by cursor: the thousandth costs what the first does."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """Newest first; ``page_size`` up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-added_at"


class ByMaking(Cursor):
    """For rows with ``made_at``."""

    ordering = "-made_at"


class ByCreation(Cursor):
    """For rows with ``created_at``."""

    ordering = "-created_at"


class LongestWait(Cursor):
    """For rows annotated with ``waiting_since``."""

    ordering = "waiting_since"
