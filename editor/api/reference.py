"""The REST reference as a page: every address of the OpenAPI document, by subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

METHODS = ("get", "post", "put", "patch", "delete")
Node = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """A value that an address takes or answers: in its path, its query or its body."""

    name: str
    place: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    takes: tuple[Given, ...]
    answers: tuple[tuple[str, str], ...]
    tag: str


class ReferencePage(APIView):
    """What every address takes and answers, for people; programs read the schema."""

    permission_classes = (AllowAny,)
    renderer_classes = (TemplateHTMLRenderer,)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The page."""
        return Response({"subjects": subjects()}, template_name="pages/api_reference.html")


@lru_cache(maxsize=1)
def subjects() -> dict[str, list[Operation]]:
    """All operations by their tag, in the document's order."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: Node = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, list[Operation]] = {}
    for operation in operations(document):
        found.setdefault(operation.tag, []).append(operation)
    return found


def operations(document: Node) -> Iterator[Operation]:
    """Each method of each address of an OpenAPI document."""
    shapes: Node = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(path, method, methods[method], shapes)


def _operation(path: str, method: str, told: Node, shapes: Node) -> Operation:
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", told["operationId"]),
        words=told.get("description", ""),
        takes=(*_parameters(told, shapes), *_body(told, shapes)),
        answers=tuple(
            (code, _content_kind(answer, shapes) or answer.get("description") or "nothing")
            for code, answer in told["responses"].items()
        ),
        tag=told.get("tags", ["other"])[0],
    )


def _parameters(told: Node, shapes: Node) -> Iterator[Given]:
    for one in told.get("parameters", ()):
        words = one.get("description", "")
        kind = kind_of(one["schema"], shapes)
        yield Given(one["name"], one["in"], kind, one.get("required", False), words)


def _body(told: Node, shapes: Node) -> Iterator[Given]:
    for content in list(told.get("requestBody", {}).get("content", {}).values())[:1]:
        shape = _followed(content["schema"], shapes)
        required = set(shape.get("required", ()))
        for name, field in shape.get("properties", {}).items():
            words = field.get("description", "").split("\n")[0]
            yield Given(name, "body", kind_of(field, shapes), name in required, words)


def _content_kind(answer: Node, shapes: Node) -> str:
    kinds = [
        kind_of(content["schema"], shapes) if media.endswith("json") else media
        for media, content in answer.get("content", {}).items()
    ]
    return " or ".join(dict.fromkeys(kinds))


def _followed(schema: Node, shapes: Node) -> Node:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    found: Node = shapes[name] if name else schema
    return found


def kind_of(schema: Node, shapes: Node) -> str:
    """A schema's type in a few words: its choices, its shape's name, or what JSON calls it."""
    several = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
    if several:
        return " or ".join(dict.fromkeys(kind_of(one, shapes) for one in several))
    shape = _followed(schema, shapes)
    if "enum" in shape:
        return " | ".join(str(one) if one != "" else '""' for one in shape["enum"])
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    kind = shape.get("type", "any")
    if kind == "array":
        return f"list of {kind_of(shape.get('items', {}), shapes)}"
    kinds = kind if isinstance(kind, list) else [kind]
    return " or ".join(kinds) + (f" ({shape['format']})" if "format" in shape else "")
