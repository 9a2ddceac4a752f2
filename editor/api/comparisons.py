"""Two records laid side by side, without running anything."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from pydantic import Field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from jobs.comparison import Comparison, Row, compare
from jobs.records import job_record
from jobs.stages.contract import Frozen


class Two(serializers.Serializer[Any]):
    """Which records to compare."""

    one = serializers.UUIDField(help_text="id of a job")
    other = serializers.UUIDField(help_text="id of another job")


class ComparisonAnswer(Frozen):
    """A comparison with its answer."""

    same: bool = Field(description="true when nothing differs")
    first_difference: Row | None = Field(description="null when nothing differs")
    comparison: Comparison


class ComparisonEndpoint(Endpoint):
    """The comparison of two records."""

    @extend_schema(
        operation_id="compare_records",
        summary="Two records side by side, the first difference named",
        parameters=[Two],
        responses={200: ComparisonAnswer, 400: Refusal, 404: Refusal},
        tags=["replays"],
    )
    def get(self, request: Request) -> Response:
        """Row by row in the order in which things take effect; nothing is run."""
        asked = Two(data=request.query_params)
        asked.is_valid(raise_exception=True)
        one, other = (
            job_record(access.job_for(self.person, asked.validated_data[name]))
            for name in ("one", "other")
        )
        found = compare(one, other)
        answer = ComparisonAnswer(
            same=found.same, first_difference=found.first_difference, comparison=found
        )
        return Response(answer.model_dump(mode="json"))
