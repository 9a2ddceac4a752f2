"""Jobs: where each step is, cancel, retry, and the record of what ran."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import renders
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.paging import ByCreation, PagedEndpoint
from editor.scopes import Scope
from jobs.models import Job, Step
from jobs.records import JobRecord, job_record


class PinShape(serializers.Serializer[Any]):
    """The exact thing that pixels depend on."""

    role = serializers.CharField()
    id = serializers.CharField()
    version = serializers.CharField()
    sha256 = serializers.CharField(help_text="digest of the weights; empty for a library")


class StepShape(serializers.Serializer[Any]):
    """One stage's execution."""

    id = serializers.UUIDField()
    index = serializers.IntegerField()
    stage = serializers.CharField()
    stage_version = serializers.CharField()
    queue = serializers.CharField()
    params = serializers.DictField()
    planned_pins = PinShape(many=True, help_text="what would run, when it was asked")
    status = serializers.ChoiceField(choices=Step.Status.choices)
    attempts = serializers.IntegerField()
    progress = serializers.FloatField()
    note = serializers.CharField()
    error = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    reused_from = serializers.UUIDField(
        source="reused_from_id", allow_null=True, help_text="the identical step that ran before"
    )
    record = serializers.CharField(source="record_id", allow_null=True)
    outputs = serializers.SerializerMethodField(help_text="digest by role")

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_outputs(self, step: Step) -> dict[str, str]:
        """Roles are picture, mask, regions, source, evidence.NAME, and names of deliveries."""
        return {output.role: output.artifact_id for output in step.outputs.all()}


class JobShape(serializers.ModelSerializer[Job]):
    """One run of a recipe over one picture."""

    asked_by = serializers.CharField(source="asked_by.username")
    recipe = serializers.CharField(source="recipe_name")

    class Meta:
        model = Job
        fields: tuple[str, ...] = (
            "id",
            "label",
            "asked_by",
            "recipe",
            "seed",
            "deterministic",
            "status",
            "cancel_requested",
            "error",
            "verdict",
            "source",
            "source_mask",
            "result",
            "result_mask",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields: tuple[str, ...] = fields


class JobDetail(JobShape):
    """A job, its recipe's text and its steps."""

    steps = serializers.SerializerMethodField()

    class Meta(JobShape.Meta):
        fields = (*JobShape.Meta.fields, "recipe_text", "steps")
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(StepShape(many=True))
    def get_steps(self, job: Job) -> Any:
        """In the recipe's order."""
        return StepShape(queries.steps_of(job), many=True).data


class JobsEndpoint(PagedEndpoint):
    """What runs, and ran, in a project."""

    pagination_class = ByCreation

    @extend_schema(
        operation_id="jobs",
        summary="A project's jobs, newest first",
        responses={200: JobShape(many=True), 404: Refusal},
        tags=["jobs"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        project = access.project_for(self.person, project_id)
        return self.page(queries.jobs_of(project), request, JobShape)


class JobEndpoint(Endpoint):
    """One job."""

    @extend_schema(
        operation_id="job",
        summary="One job, step by step",
        responses={200: JobDetail, 404: Refusal},
        tags=["jobs"],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """Where it stands now; the project's events tell every change."""
        return Response(JobDetail(access.job_for(self.person, job_id)).data)


class CancelEndpoint(Endpoint):
    """Stopping a job."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="cancel_job",
        summary="Cancel a job",
        request=None,
        responses={200: JobDetail, **REFUSALS},
        tags=["jobs"],
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """A running stage stops at its next checkpoint; what finished stays."""
        job = access.job_for(self.person, job_id)
        renders.cancel(job=job, by=self.person)
        return Response(JobDetail(access.job_for(self.person, job_id)).data)


class RetryEndpoint(Endpoint):
    """Letting a failed job go on."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="retry_job",
        summary="Retry a failed job",
        request=None,
        responses={200: JobDetail, **REFUSALS},
        tags=["jobs"],
    )
    def post(self, request: Request, job_id: UUID) -> Response:
        """It goes on from its last finished step."""
        job = access.job_for(self.person, job_id)
        renders.retry(job=job, by=self.person)
        return Response(JobDetail(access.job_for(self.person, job_id)).data)


class RecordEndpoint(Endpoint):
    """How a picture was made."""

    @extend_schema(
        operation_id="record",
        summary="A job's record",
        responses={200: JobRecord, 404: Refusal},
        tags=["jobs"],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """Inputs, outputs, params, pins, seed, provenance, fingerprint and timing of each step."""
        job = access.job_for(self.person, job_id)
        return Response(job_record(job).model_dump(mode="json"))
