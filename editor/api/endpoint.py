"""What every REST address has in common: a bounded body, a person, and their token's scopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import User
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.views import APIView

from editor import access
from editor.api.authentication import demand_scope
from editor.api.errors import BodyTooLarge, LengthRequired
from editor.api.parsers import JsonParser
from editor.scopes import Scope

MAX_BODY = 2**20
FORM_OVERHEAD = 64 * 2**10
"""Room for a multipart form's own lines around the file."""


class Endpoint(APIView):
    """A REST address; the body's declared size is checked before anything reads it."""

    writes: ClassVar[Scope | None] = None
    """The scope that a token needs for what changes anything here; none may while it is None."""
    parser_classes: Sequence[type[BaseParser]] = (JsonParser,)

    @property
    def person(self) -> User:
        """Whoever signed in."""
        return access.person(self.request.user)

    def max_body(self, request: Request) -> int:
        """The largest body taken, in bytes."""
        return MAX_BODY

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body that is too large or of unknown size, then whom and what may not pass."""
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            raise LengthRequired
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        most = self.max_body(request)
        if length > most:
            raise BodyTooLarge(f"The request is {length} bytes; at most {most} are taken here.")
        super().initial(request, *args, **kwargs)
        demand_scope(request, self.writes)
