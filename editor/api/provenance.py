"""Where a file comes from, for scripts and browsers' helpers; open to anyone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from editor import lookup_limit, queries
from editor.actions.candidates import limits
from editor.api.endpoint import FORM_OVERHEAD, Endpoint
from editor.api.errors import Refusal
from editor.api.publications import WithdrawalShape
from editor.credentials.reading import Standing
from editor.queries.provenance import How, Match
from editor.scopes import Scope


class TooManyLookups(APIException):
    """Another file may be looked up a little later."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_many"


class LookedUpFile(serializers.Serializer[Any]):
    """Any file."""

    file = serializers.FileField(allow_empty_file=True)


class PublicWithdrawalShape(serializers.Serializer[Any]):
    """What the public may know of a withdrawal."""

    reason = WithdrawalShape().fields["reason"]
    withdrawn_at = serializers.DateTimeField()


class MatchShape(serializers.Serializer[Any]):
    """A publication that the file comes from."""

    publication = serializers.CharField(source="publication.slug")
    published_at = serializers.DateTimeField(source="publication.published_at")
    how = serializers.ChoiceField(
        choices=[(how.value, how.name.capitalize()) for how in How],
        source="how.value",
        help_text="bytes: the very file; claim: its manifest says so, but it was changed; "
        "look: the picture is alike",
    )
    alike = serializers.FloatField(allow_null=True, help_text="0 to 1; null where not compared")
    withdrawal = serializers.SerializerMethodField()

    @extend_schema_field(PublicWithdrawalShape(allow_null=True))
    def get_withdrawal(self, match: Match) -> Any:
        """Null while the publication stands."""
        taken_back = getattr(match.publication, "withdrawal", None)
        return None if taken_back is None else PublicWithdrawalShape(taken_back).data


class ProvenanceShape(serializers.Serializer[Any]):
    """What is known of a file."""

    digest = serializers.CharField(help_text="SHA-256 of the file")
    credentials = serializers.ChoiceField(
        choices=[(one.value, one.name.capitalize()) for one in Standing],
        source="credentials.standing.value",
        help_text="whether the C2PA manifest in it holds",
    )
    signer = serializers.CharField(source="credentials.signer", help_text="empty without one")
    matches = MatchShape(many=True)
    unread = serializers.CharField(help_text="why the picture could not be compared")


class ProvenanceEndpoint(Endpoint):
    """The lookup."""

    writes = Scope.READ

    parser_classes = (MultiPartParser,)
    permission_classes = (AllowAny,)

    def max_body(self, request: Request) -> int:
        """What intake takes, and the form around it."""
        return int(settings.INTAKE_MAX_BYTES) + FORM_OVERHEAD

    @extend_schema(
        operation_id="where_from",
        summary="Where does this file come from?",
        request={"multipart/form-data": LookedUpFile},
        responses={200: ProvenanceShape, 400: Refusal, 429: Refusal},
        tags=["publications"],
    )
    def post(self, request: Request) -> Response:
        """Found by its bytes, by its manifest, or by its look when stripped or resized."""
        seconds = lookup_limit.wait(request._request)
        if seconds:
            raise TooManyLookups(f"Too many lookups from here. Wait {seconds} seconds, then again.")
        asked = LookedUpFile(data=request.data)
        asked.is_valid(raise_exception=True)
        file: UploadedFile[Any] = asked.validated_data["file"]
        answer = queries.where_from(file.read(), file.name or "file", limits(), request.user)
        return Response(ProvenanceShape(answer).data)
