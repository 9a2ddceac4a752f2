"""A project's registered marks: list, register, take out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import marks as actions
from editor.api.candidates import ArtifactShape
from editor.api.endpoint import FORM_OVERHEAD, Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.scopes import Scope
from jobs.stages.marks.reference import NAME_LENGTH


class MarkShape(serializers.Serializer[Any]):
    """A logo or a watermark that is looked for on the project's pictures."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = serializers.CharField()
    picture = ArtifactShape(help_text="sRGB with alpha, 8 bit")
    added_by = serializers.CharField(source="added_by.username")
    added_at = serializers.DateTimeField()


class NewMark(serializers.Serializer[Any]):
    """A multipart form: the mark's name and its picture."""

    name = serializers.CharField(max_length=NAME_LENGTH)
    file = serializers.FileField(
        max_length=255, allow_empty_file=True, help_text="a picture, best with a transparent ground"
    )


class MarksEndpoint(Endpoint):
    """A project's marks."""

    writes = Scope.MANAGE

    parser_classes = (MultiPartParser,)

    def max_body(self, request: Request) -> int:
        return int(settings.INTAKE_MAX_BYTES) + FORM_OVERHEAD

    @extend_schema(
        operation_id="marks",
        summary="A project's registered marks",
        responses={200: MarkShape(many=True), 404: Refusal},
        tags=["marks"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """By name; their pictures are read at the project's ``artifacts/{digest}/``."""
        project = access.project_for(self.person, project_id)
        rows = project.marks.select_related("picture", "added_by")
        return Response(MarkShape(rows, many=True).data)

    @extend_schema(
        operation_id="add_mark",
        summary="Register a mark",
        request={"multipart/form-data": NewMark},
        responses={201: MarkShape, 413: Refusal, **REFUSALS},
        tags=["marks"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Leads may. Renders from now on look for it."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewMark(data=request.data)
        asked.is_valid(raise_exception=True)
        file: UploadedFile[Any] = asked.validated_data["file"]
        mark = actions.add_mark(
            project=project,
            data=file.read(),
            name=asked.validated_data["name"],
            file_name=file.name or "mark",
            added_by=self.person,
        )
        return Response(MarkShape(mark).data, status=status.HTTP_201_CREATED)


class MarkEndpoint(Endpoint):
    """One mark."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="remove_mark",
        summary="Take a mark out",
        request=None,
        responses={204: None, 403: Refusal, 404: Refusal},
        tags=["marks"],
    )
    def delete(self, request: Request, project_id: UUID, mark_id: UUID) -> Response:
        """Renders from now on leave it alone; records that name it keep its picture."""
        mark = access.mark_for(self.person, project_id, mark_id)
        access.demand(self.person, mark.project, "can_manage")
        actions.remove_mark(mark=mark, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)
