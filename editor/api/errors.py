"""Every refusal in one form: ``detail``, the ``field`` it is about, and a recipe's ``problems``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from editor.actions.errors import ActionError, NotHere
from jobs.artifacts import ArtifactError


class ProblemLine(serializers.Serializer[Any]):
    """One fault of a recipe."""

    line = serializers.IntegerField(allow_null=True, help_text="counts from 1; null for the whole")
    message = serializers.CharField()


class Refusal(serializers.Serializer[Any]):
    """Why a request was refused, and what to do."""

    detail = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="the field it is about, or empty")
    problems = ProblemLine(many=True)


REFUSALS: dict[int, type[Refusal]] = {400: Refusal, 403: Refusal, 404: Refusal}
"""The three refusals that most addresses name under ``responses``: the request does not fit, the
person may not, there is no such thing."""


class BodyTooLarge(APIException):
    """The request's body is larger than this address takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class SignInRefused(APIException):
    """The name or the password is wrong, or the account is closed."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = "The name or the password is wrong."
    default_code = "sign_in_refused"
    auth_header = "Token"


class LengthRequired(APIException):
    """The request's body comes without its length."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send the body's size in Content-Length."
    default_code = "length_required"


CODES: dict[type[Exception], int] = {
    PermissionDenied: status.HTTP_403_FORBIDDEN,
    Http404: status.HTTP_404_NOT_FOUND,
    RequestDataTooBig: status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    MultiPartParserError: status.HTTP_400_BAD_REQUEST,
    ArtifactError: status.HTTP_409_CONFLICT,
}
WORDS: dict[int, str] = {
    status.HTTP_403_FORBIDDEN: "You may not do this.",
    status.HTTP_404_NOT_FOUND: "There is nothing here.",
    status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: "The request is too large.",
    status.HTTP_400_BAD_REQUEST: "The upload cannot be read.",
    status.HTTP_409_CONFLICT: "The stored bytes cannot be read.",
}


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; anything it does not know stays a server error."""
    if isinstance(exc, ActionError):
        problems = [{"line": one.line, "message": one.message} for one in exc.problems]
        if isinstance(exc, NotHere):
            return _refusal(status.HTTP_404_NOT_FOUND, exc.message, exc.field)
        return _refusal(status.HTTP_400_BAD_REQUEST, exc.message, exc.field, problems)
    if isinstance(exc, ValidationError):
        field, message = _first(exc.detail, "")
        return _refusal(exc.status_code, message, field)
    for kind, code in CODES.items():
        if isinstance(exc, kind):
            return _refusal(code, _text(exc) or WORDS[code])
    response = exception_handler(exc, context)
    if response is not None:
        _, message = _first(getattr(exc, "detail", str(exc)), "")
        response.data = {"detail": message, "field": getattr(exc, "field", ""), "problems": []}
    return response


def _refusal(
    code: int, detail: str, field: str = "", problems: list[dict[str, Any]] | None = None
) -> Response:
    return Response({"detail": detail, "field": field, "problems": problems or []}, status=code)


def _text(exc: Exception) -> str:
    return str(exc.args[0]) if exc.args and isinstance(exc.args[0], str) else ""


def _first(detail: Any, field: str) -> tuple[str, str]:
    """The first complaint of a validation error's tree, and the path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            path = field if name == "non_field_errors" else f"{field}.{name}".lstrip(".")
            return _first(inner, path)
    if isinstance(detail, list | tuple):
        for inner in detail:
            if inner:
                return _first(inner, field)
    if isinstance(detail, ErrorDetail | str):
        return field, str(detail)
    return field, "The request cannot be read."
