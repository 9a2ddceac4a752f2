"""How strict a project's gate is: read and choose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.gate_profiles import set_gate_profile
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.models import Project
from editor.queries.gate_profiles import profile_named
from editor.scopes import Scope


class NewGateProfile(serializers.Serializer[Any]):
    """A profile's name: lenient, standard, strict, or one of the studio's own."""

    name = serializers.CharField(max_length=40)


class GateProfileShape(serializers.Serializer[Any]):
    """The thresholds that a project's renders are judged with from now on."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    thresholds = serializers.DictField(
        child=serializers.FloatField(), help_text="by check; a check fails above its own"
    )


class GateProfileEndpoint(Endpoint):
    """A project's gate profile."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="gate_profile",
        summary="How strict a project's gate is",
        responses={200: GateProfileShape, 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Every threshold, in its check's unit."""
        return _answer(access.project_for(self.person, project_id))

    @extend_schema(
        operation_id="set_gate_profile",
        summary="Choose how strict a project's gate is",
        request=NewGateProfile,
        responses={200: GateProfileShape, **REFUSALS},
        tags=["projects"],
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Leads and administrators may; it applies to renders asked for later."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewGateProfile(data=request.data)
        asked.is_valid(raise_exception=True)
        name = asked.validated_data["name"]
        return _answer(set_gate_profile(project=project, name=name, by=self.person))


def _answer(project: Project) -> Response:
    profile = profile_named(project.gate_profile)
    return Response(GateProfileShape(profile.model_dump()).data)
