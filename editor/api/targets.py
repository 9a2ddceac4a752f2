"""A project's target for colour and contrast: read, choose, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import targets as actions
from editor.actions.errors import ActionError
from editor.api.candidates import ArtifactShape
from editor.api.endpoint import FORM_OVERHEAD, Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.parsers import JsonParser
from editor.scopes import Scope
from jobs.stages.looks import LOOKS


class TargetShape(serializers.Serializer[Any]):
    """What renders are to look like; neither a look nor a picture for as they are."""

    look = serializers.CharField(source="target_look", help_text="empty for none")
    picture = ArtifactShape(source="target_picture", allow_null=True, help_text="to be matched")


class NewTarget(serializers.Serializer[Any]):
    """A look's name, or in a multipart form a picture to match."""

    look = serializers.ChoiceField(choices=list(LOOKS), required=False)
    file = serializers.FileField(
        required=False, max_length=255, allow_empty_file=True, help_text="an opaque photograph"
    )


class TargetEndpoint(Endpoint):
    """A project's target."""

    writes = Scope.MANAGE

    parser_classes = (JsonParser, MultiPartParser)

    def max_body(self, request: Request) -> int:
        return int(settings.INTAKE_MAX_BYTES) + FORM_OVERHEAD

    @extend_schema(
        operation_id="target",
        summary="A project's target for colour and contrast",
        responses={200: TargetShape, 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """The picture is read at the project's ``artifacts/{digest}/``."""
        return Response(TargetShape(access.project_for(self.person, project_id)).data)

    @extend_schema(
        operation_id="set_target",
        summary="Choose a look or a picture to match",
        request={"multipart/form-data": NewTarget, "application/json": NewTarget},
        responses={200: TargetShape, **REFUSALS, 413: Refusal},
        tags=["projects"],
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Leads may. Renders from now on are brought towards it."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewTarget(data=request.data)
        asked.is_valid(raise_exception=True)
        look, file = asked.validated_data.get("look"), asked.validated_data.get("file")
        if (look is None) == (file is None):
            raise ActionError("Give either a look or a file.", "look")
        if file is None:
            actions.aim_at_look(project=project, look=look, by=self.person)
        else:
            name = file.name or "target"
            data = file.read()
            actions.aim_at_picture(project=project, data=data, file_name=name, by=self.person)
        return Response(TargetShape(project).data)

    @extend_schema(
        operation_id="remove_target",
        summary="Leave colour and contrast as they are",
        request=None,
        responses={204: None, 403: Refusal, 404: Refusal},
        tags=["projects"],
    )
    def delete(self, request: Request, project_id: UUID) -> Response:
        """Renders from now on keep their own; records that name a picture keep it."""
        project = access.project_for(self.person, project_id)
        actions.aim_at_nothing(project=project, by=self.person)
        return Response(status=204)
