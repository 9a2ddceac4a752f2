"""The text that may stay on a project's pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import allowed_texts as actions
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.scopes import Scope


class NewAllowedText(serializers.Serializer[Any]):
    """A text that may stay."""

    text = serializers.CharField(help_text="as it stands on the picture")


class AllowedTextShape(serializers.Serializer[Any]):
    """A text that may stay, or that was withdrawn."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    added_by = serializers.CharField(source="added_by.username")
    added_at = serializers.DateTimeField()
    withdrawn_by = serializers.CharField(
        source="withdrawn_by.username", default=None, allow_null=True
    )
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="null while in force")


class AllowedTextsEndpoint(Endpoint):
    """A project's allowed texts."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="allowed_texts",
        summary="Text that may stay on a project's pictures",
        responses={200: AllowedTextShape(many=True), 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Those in force and those withdrawn, by text."""
        project = access.project_for(self.person, project_id)
        rows = project.allowed_texts.select_related("added_by", "withdrawn_by")
        return Response(AllowedTextShape(rows, many=True).data)

    @extend_schema(
        operation_id="allow_text",
        summary="Let a text stay",
        request=NewAllowedText,
        responses={201: AllowedTextShape, **REFUSALS},
        tags=["projects"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Leads of the project and administrators may; it applies to renders asked for later."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewAllowedText(data=request.data)
        asked.is_valid(raise_exception=True)
        allowed = actions.allow_text(
            project=project, text=asked.validated_data["text"], by=self.person
        )
        return Response(AllowedTextShape(allowed).data, status=status.HTTP_201_CREATED)


class AllowedTextEndpoint(Endpoint):
    """One allowed text."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="withdraw_text",
        summary="Let a text stay no longer",
        request=None,
        responses={200: AllowedTextShape, **REFUSALS},
        tags=["projects"],
    )
    def delete(self, request: Request, allowed_text_id: UUID) -> Response:
        """The entry is kept, with who withdrew it and when."""
        allowed = access.allowed_text_for(self.person, allowed_text_id)
        access.demand(self.person, allowed.project, "can_manage")
        return Response(
            AllowedTextShape(actions.withdraw_text(allowed=allowed, by=self.person)).data
        )
