"""The audit's search for scripts."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.api.errors import REFUSALS
from editor.api.paging import ByMaking, PagedEndpoint, page_shape
from editor.models import Proof, Review
from editor.queries.audit_search import AuditWish, Judged, Part, search
from editor.queries.proofs import ProofState
from jobs.mentions import MOST

STATES = [(state.value, state.name.capitalize()) for state in ProofState]
PARTS = [(part.value, part.name.capitalize()) for part in Part if part]
VERDICTS = [(verdict.value, verdict.name.capitalize()) for verdict in Judged if verdict]


class AuditQuestion(serializers.Serializer[Any]):
    """What to search for; everything given has to hold at once."""

    person = serializers.CharField(required=False, default="", max_length=150)
    part = serializers.ChoiceField(
        required=False, choices=PARTS, help_text="what the person did; anything when left out"
    )
    project = serializers.UUIDField(required=False, default=None)
    verdict = serializers.ChoiceField(
        required=False, choices=VERDICTS, help_text="pass and fail are the gate's"
    )
    since = serializers.DateField(required=False, default=None, help_text="UTC, included")
    until = serializers.DateField(required=False, default=None, help_text="UTC, included")
    encoder = serializers.CharField(
        required=False, default="", max_length=MOST, help_text="name, or SHA-256 of its weights"
    )
    sampler = serializers.CharField(
        required=False, default="", max_length=MOST, help_text="class, or as it is asked for"
    )
    model = serializers.CharField(
        required=False, default="", max_length=MOST, help_text="any network: name or SHA-256"
    )
    seed = serializers.IntegerField(required=False, default=None, min_value=0)
    detector = serializers.CharField(required=False, default="", max_length=MOST)
    upscaler = serializers.CharField(required=False, default="", max_length=MOST)
    published = serializers.BooleanField(
        required=False, default=False, help_text="publications alone, by their own dates"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days in the wrong order, which nothing could match."""
        if attrs["since"] and attrs["until"] and attrs["since"] > attrs["until"]:
            raise serializers.ValidationError({"until": "This day is before the first one."})
        return attrs

    def wish(self) -> AuditWish:
        """What the query takes, of valid data."""
        asked: dict[str, Any] = dict(self.validated_data)
        seed = asked.pop("seed")
        return AuditWish(
            **{
                **asked,
                "seed": "" if seed is None else str(seed),
                "part": Part(asked.get("part", "")),
                "verdict": Judged(asked.get("verdict", "")),
            }
        )


class AuditedShape(serializers.Serializer[Any]):
    """A proof with whoever had a part in it."""

    proof = serializers.UUIDField(source="id")
    candidate = serializers.UUIDField(source="candidate_id")
    name = serializers.CharField(source="candidate.name")
    revision = serializers.IntegerField()
    project = serializers.UUIDField(source="candidate.project_id")
    project_name = serializers.CharField(source="candidate.project.name")
    job = serializers.UUIDField(source="job_id")
    digest = serializers.CharField(source="job.result_id", allow_null=True)
    state = serializers.SerializerMethodField()
    gate_verdict = serializers.CharField(source="job.verdict", help_text="pass, fail or empty")
    made_by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()
    review_verdict = serializers.ChoiceField(
        choices=Review.Verdict.choices, source="review.verdict", default=None, allow_null=True
    )
    reviewed_by = serializers.CharField(
        source="review.reviewer.username", default=None, allow_null=True
    )
    publication = serializers.CharField(
        source="publication.slug", default=None, allow_null=True, help_text="/published/<this>/"
    )
    published_by = serializers.CharField(
        source="publication.published_by.username", default=None, allow_null=True
    )
    published_at = serializers.DateTimeField(
        source="publication.published_at", default=None, allow_null=True
    )

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, proof: Proof) -> str:
        """From its render to its publication."""
        return queries.proof_state(proof).value


class AuditSearchEndpoint(PagedEndpoint):
    """Every proof of the studio."""

    pagination_class = ByMaking

    @extend_schema(
        operation_id="audit_search",
        summary="Proofs and publications by person, project, model, seed, date and verdict",
        parameters=[AuditQuestion],
        responses={
            200: page_shape("AuditPage", AuditedShape),
            **REFUSALS,
        },
        tags=["audit"],
    )
    def get(self, request: Request) -> Response:
        """The newest made first; for administrators and auditors."""
        access.demand_audit(self.person)
        asked = AuditQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return self.page(search(asked.wish()), request, AuditedShape)
