"""Sampling reports: ask for the controlled comparison, read its figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from pydantic import Field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import sampling_reports as actions
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.jobs import JobShape
from editor.api.paging import ByCreation, PagedEndpoint
from editor.scopes import Scope
from jobs.recipe_params import expectation
from jobs.stages.contract import Frozen
from jobs.stages.generator.params import LARGEST_SEED
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import SamplingReport


def _takes(name: str) -> str:
    described = CompareSamplingParams.model_fields[name].description
    return f"{described}: {expectation(CompareSamplingParams, name)}"


class NewSamplingReport(serializers.Serializer[Any]):
    """Which prompts to compare; what is left out is the checkpoint's own."""

    prompts = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        help_text=_takes("prompts"),
    )
    count = serializers.IntegerField(
        required=False,
        default=CompareSamplingParams.model_fields["count"].default,
        help_text=_takes("count"),
    )
    negative_prompt = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        default="",
        help_text=_takes("negative_prompt"),
    )
    steps = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_takes("steps")
    )
    guidance_scale = serializers.FloatField(
        required=False, allow_null=True, default=None, help_text=_takes("guidance_scale")
    )
    seed = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text=f"0 to {LARGEST_SEED}; drawn, and recorded, when it is not given",
    )


class SheetAnswer(Frozen):
    """A contact sheet of one prompt, both arms."""

    number: int = Field(description="of the prompt, from 1")
    prompt: str
    digest: str = Field(description="the picture")


class SamplingReportAnswer(Frozen):
    """A sampling report, how far it is, and what was found."""

    job: UUID
    status: str = Field(description="queued, running, done, failed or cancelled")
    error: str = Field(description="why it failed; empty otherwise")
    progress: float = Field(description="0 to 1")
    note: str = Field(description="what it does just now")
    params: CompareSamplingParams
    sheets: tuple[SheetAnswer, ...] = Field(description="those drawn so far")
    report: SamplingReport | None = Field(description="null until the job is done")


def answer_of(page: queries.SamplingReportPage) -> SamplingReportAnswer:
    """A report as this address tells it."""
    return SamplingReportAnswer(
        job=page.job.pk,
        status=page.job.status,
        error=page.job.error,
        progress=page.step.progress,
        note=page.step.note,
        params=page.params,
        sheets=tuple(
            SheetAnswer(number=sheet.number, prompt=sheet.prompt, digest=sheet.picture.digest)
            for sheet in page.sheets
        ),
        report=page.report,
    )


class SamplingReportsEndpoint(PagedEndpoint):
    """A project's sampling reports."""

    writes = Scope.WRITE

    pagination_class = ByCreation

    @extend_schema(
        operation_id="sampling_reports",
        summary="A project's sampling reports, newest first",
        responses={200: JobShape(many=True), 404: Refusal},
        tags=["sampling reports"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        project = access.project_for(self.person, project_id)
        return self.page(queries.sampling_reports_of(project), request, JobShape)

    @extend_schema(
        operation_id="compare_sampling",
        summary="Compare exploratory with deterministic sampling on prompts",
        request=NewSamplingReport,
        responses={201: JobShape, **REFUSALS},
        tags=["sampling reports"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """The report is a job: watch, cancel and retry it as any other."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_add")
        asked = NewSamplingReport(data=request.data)
        asked.is_valid(raise_exception=True)
        job = actions.ask(project=project, asked_by=self.person, **asked.validated_data)
        return Response(JobShape(job).data, status=status.HTTP_201_CREATED)


class SamplingReportEndpoint(Endpoint):
    """One sampling report."""

    @extend_schema(
        operation_id="sampling_report",
        summary="A sampling report, with its figures once it is done",
        responses={200: SamplingReportAnswer, 404: Refusal},
        tags=["sampling reports"],
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        """Ratios with 95 % intervals, each prompt's numbers, each picture's row."""
        job = access.sampling_report_for(self.person, job_id)
        return Response(answer_of(queries.sampling_report_page(job)).model_dump(mode="json"))
