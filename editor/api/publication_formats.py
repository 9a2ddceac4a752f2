"""The formats and sizes that a project publishes in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import publication_formats as actions
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.models.publications import Format
from editor.scopes import Scope


class NewPublicationFormat(serializers.Serializer[Any]):
    """A file that every publication is to have."""

    format = serializers.ChoiceField(choices=Format.choices)
    longest_side = serializers.IntegerField(
        required=False, default=0, min_value=0, help_text="pixels; 0 is the full size"
    )
    quality = serializers.IntegerField(
        required=False, default=90, help_text="1 to 100; PNG loses nothing"
    )


class PublicationFormatShape(serializers.Serializer[Any]):
    """A file that every publication has."""

    id = serializers.UUIDField()
    format = serializers.ChoiceField(choices=Format.choices)
    longest_side = serializers.IntegerField(help_text="pixels; 0 is the full size")
    quality = serializers.IntegerField()
    added_by = serializers.CharField(source="added_by.username")
    added_at = serializers.DateTimeField()


class PublicationFormatsEndpoint(Endpoint):
    """A project's formats."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="publication_formats",
        summary="What a project publishes in; a full-size PNG where it chose nothing",
        responses={200: PublicationFormatShape(many=True), 404: Refusal},
        tags=["publications"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """In the order they were chosen."""
        project = access.project_for(self.person, project_id)
        rows = project.publication_formats.select_related("added_by")
        return Response(PublicationFormatShape(rows, many=True).data)

    @extend_schema(
        operation_id="add_publication_format",
        summary="Publish in one more format or size",
        request=NewPublicationFormat,
        responses={201: PublicationFormatShape, **REFUSALS},
        tags=["publications"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Leads of the project and administrators may; what is published already stays."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewPublicationFormat(data=request.data)
        asked.is_valid(raise_exception=True)
        row = actions.add_format(project=project, by=self.person, **asked.validated_data)
        return Response(PublicationFormatShape(row).data, status=status.HTTP_201_CREATED)


class PublicationFormatEndpoint(Endpoint):
    """One format of a project."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="remove_publication_format",
        summary="Publish in a format no longer",
        request=None,
        responses={204: None, **REFUSALS},
        tags=["publications"],
    )
    def delete(self, request: Request, project_id: UUID, format_id: UUID) -> Response:
        """What was published in it stays."""
        row = access.publication_format_for(self.person, project_id, format_id)
        actions.remove_format(row=row, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)
