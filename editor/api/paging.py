"""Pages of long lists by cursor: the thousandth costs what the first does."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer, URLField

from editor.api.endpoint import Endpoint


class Cursor(CursorPagination):
    """Newest first; ``page_size`` up to 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-added_at"


class ByMaking(Cursor):
    """For rows with ``made_at``."""

    ordering = "-made_at"


class ByAsking(Cursor):
    """For rows with ``asked_at``."""

    ordering = "-asked_at"


class ByCreation(Cursor):
    """For rows with ``created_at``."""

    ordering = "-created_at"


class LongestWait(Cursor):
    """For rows annotated with ``waiting_since``."""

    ordering = "waiting_since"


class NoSuchPage(NotFound):
    """The cursor is none that this list gave."""

    default_detail = "There is no such page: follow 'next' and 'previous' as they are given."
    field = "cursor"


class PagedEndpoint(Endpoint):
    """A REST address whose GET gives a page and the addresses of those beside it."""

    pagination_class: ClassVar[type[Cursor]]

    def page(self, rows: QuerySet[Any], request: Request, shape: type[Serializer[Any]]) -> Response:
        """The page that the request's cursor names."""
        pages = self.pagination_class()
        try:
            found = pages.paginate_queryset(rows, request, view=self)
        except (ValidationError, NotFound) as error:
            raise NoSuchPage from error
        return pages.get_paginated_response(shape(found, many=True).data)


def page_shape(name: str, shape: type[Serializer[Any]]) -> Any:
    """A page of rows of a shape, as the OpenAPI document names and describes it."""
    beside = {which: URLField(allow_null=True) for which in ("next", "previous")}
    return inline_serializer(name, {**beside, "results": shape(many=True)})
