"""Replays: run a finished job again, and see whether it gave the same bytes."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import Field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import replays as actions
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.jobs import JobShape
from editor.api.paging import ByCreation, PagedEndpoint
from editor.scopes import Scope
from jobs.replay import Verdict, verdict_of
from jobs.stages.contract import Frozen


class ReplayShape(JobShape):
    """A job that runs another's record again."""

    replay_of = serializers.UUIDField(source="replay_of_id", help_text="the job it runs again")

    class Meta(JobShape.Meta):
        fields = (*JobShape.Meta.fields, "replay_of")
        read_only_fields: tuple[str, ...] = fields


class ReplayAnswer(Frozen):
    """A replay with its verdict."""

    id: UUID
    replay_of: UUID = Field(description="the job it runs again")
    status: str = Field(description="queued, running, done, failed or cancelled")
    error: str = Field(description="why it failed; empty otherwise")
    verdict: Verdict | None = Field(description="null until the job is over")


class ReplaysEndpoint(PagedEndpoint):
    """A job's replays."""

    writes = Scope.WRITE

    pagination_class = ByCreation

    @extend_schema(
        operation_id="replays",
        summary="A job's replays, newest first",
        responses={200: ReplayShape(many=True), 404: Refusal},
        tags=["replays"],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        job = access.job_for(self.person, job_id)
        return self.page(queries.replays_of(job), request, ReplayShape)

    @extend_schema(
        operation_id="replay",
        summary="Run a finished job again from its record",
        request=None,
        responses={201: ReplayShape, **REFUSALS},
        tags=["replays"],
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """In a fresh process, nothing reused; refused when the source or a pinned model is gone."""
        job = access.job_for(self.person, job_id)
        again = actions.replay(job=job, by=self.person)
        return Response(ReplayShape(again).data, status=status.HTTP_201_CREATED)


class ReplayEndpoint(Endpoint):
    """One replay."""

    @extend_schema(
        operation_id="replay_verdict",
        summary="A replay, and whether it gave the same bytes",
        responses={200: ReplayAnswer, 404: Refusal},
        tags=["replays"],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """The verdict comes with the job's end."""
        job = access.replay_for(self.person, job_id)
        assert job.replay_of_id is not None
        answer = ReplayAnswer(
            id=job.pk,
            replay_of=job.replay_of_id,
            status=job.status,
            error=job.error,
            verdict=verdict_of(job),
        )
        return Response(answer.model_dump(mode="json"))
