"""Projects, their members and their events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import projects as actions
from editor.actions.errors import ActionError
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.models import Membership, Project
from editor.scopes import Scope
from jobs.models import Event

MOST_EVENTS = 500


class NewProject(serializers.Serializer[Any]):
    """A project to create."""

    name = serializers.CharField(max_length=actions.NAME_LENGTH)
    brief = serializers.CharField(required=False, allow_blank=True, max_length=10_000, default="")
    recipe = serializers.CharField(required=False, max_length=100, default="publish")


class ProjectShape(serializers.Serializer[Any]):
    """A project, and what awaits a person there."""

    id = serializers.UUIDField(source="project.id")
    name = serializers.CharField(source="project.name")
    brief = serializers.CharField(source="project.brief")
    recipe = serializers.CharField(source="project.recipe", help_text="offered first")
    created_at = serializers.DateTimeField(source="project.created_at")
    role = serializers.ChoiceField(
        choices=Membership.Role.choices, allow_null=True, help_text="yours; null for none"
    )
    candidates = serializers.IntegerField(help_text="how many pictures it holds")
    waiting = serializers.IntegerField(help_text="proofs that wait for a review")


class NewMember(serializers.Serializer[Any]):
    """A person and the role they get."""

    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class MemberShape(serializers.Serializer[Any]):
    """A person and the role they have."""

    username = serializers.CharField(source="user.username")
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    added_at = serializers.DateTimeField()


class EventShape(serializers.Serializer[Any]):
    """Something that happened; numbers within a project have no gaps."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    job = serializers.UUIDField(source="job_id", allow_null=True)
    payload = serializers.DictField()
    at = serializers.DateTimeField(source="created_at")


class AfterNumber(serializers.Serializer[Any]):
    """Where to go on."""

    after = serializers.IntegerField(min_value=0, max_value=2**62, default=0)


class ProjectsEndpoint(Endpoint):
    """The projects a person sees."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="projects",
        summary="Your projects",
        responses={200: ProjectShape(many=True)},
        tags=["projects"],
    )
    def get(self, request: Request) -> Response:
        """Every project you belong to, by name; every project for administrators."""
        return Response(ProjectShape(queries.projects_of(self.person), many=True).data)

    @extend_schema(
        operation_id="create_project",
        summary="Create a project",
        request=NewProject,
        responses={201: ProjectShape, 400: Refusal},
        tags=["projects"],
    )
    def post(self, request: Request) -> Response:
        """Create a project and lead it."""
        asked = NewProject(data=request.data)
        asked.is_valid(raise_exception=True)
        project = actions.create_project(created_by=self.person, **asked.validated_data)
        return Response(_shape(self.person, project), status=status.HTTP_201_CREATED)


class ProjectEndpoint(Endpoint):
    """One project."""

    @extend_schema(
        operation_id="project",
        summary="One project",
        responses={200: ProjectShape, 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """A project you may see."""
        project = access.project_for(self.person, project_id)
        return Response(_shape(self.person, project))


class MembersEndpoint(Endpoint):
    """Who belongs to a project."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="members",
        summary="A project's members",
        responses={200: MemberShape(many=True), 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Everyone in the project, by name."""
        project = access.project_for(self.person, project_id)
        members = project.memberships.select_related("user").order_by("user__username")
        return Response(MemberShape(members, many=True).data)

    @extend_schema(
        operation_id="set_member",
        summary="Add a member, or change their role",
        request=NewMember,
        responses={200: MemberShape, **REFUSALS},
        tags=["projects"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Leads of the project and administrators may."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewMember(data=request.data)
        asked.is_valid(raise_exception=True)
        membership = actions.set_member(
            project=project,
            user=_account(asked.validated_data["username"]),
            role=asked.validated_data["role"],
            by=self.person,
        )
        return Response(MemberShape(membership).data)


class MemberEndpoint(Endpoint):
    """One person in a project."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="remove_member",
        summary="Take a member out",
        request=None,
        responses={204: None, **REFUSALS},
        tags=["projects"],
    )
    def delete(self, request: Request, project_id: UUID, username: str) -> Response:
        """What they made stays, under their name."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        actions.remove_member(project=project, user=_account(username), by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EventsEndpoint(Endpoint):
    """What happened in a project, in order."""

    @extend_schema(
        operation_id="events",
        summary="A project's events after a number",
        parameters=[OpenApiParameter("after", int, description="the last number you have seen")],
        responses={200: EventShape(many=True), 400: Refusal, 404: Refusal},
        tags=["projects"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """At most 500; ask again after the last one's number for more."""
        project = access.project_for(self.person, project_id)
        asked = AfterNumber(data=request.query_params)
        asked.is_valid(raise_exception=True)
        events = Event.objects.filter(
            stream=project.stream, number__gt=asked.validated_data["after"]
        ).order_by("number")[:MOST_EVENTS]
        return Response(EventShape(events, many=True).data)


def _shape(person: User, project: Project) -> Any:
    return ProjectShape(queries.project_card(person, project)).data


def _account(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise ActionError(f"There is no account named '{username}'.", "username")
    return user
