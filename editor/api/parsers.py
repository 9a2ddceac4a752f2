"""How bodies are read: JSON, and a picture as it is."""

from __future__ import annotations

from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser


class JsonParser(JSONParser):
    """JSON; what nests too deeply to be read is refused like any other broken body."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """The decoded value."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON nests too deeply.") from error


class PngParser(BaseParser):
    """The body is the picture."""

    media_type = "image/png"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        """The bytes."""
        return bytes(stream.read())
