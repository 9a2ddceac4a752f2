"""Proofs: ask for a render, see where it stands and what the gate said."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import renders
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.fields import HintField, SeedField, StrategyField
from editor.api.paging import ByMaking, PagedEndpoint
from editor.api.publications import PublicationShape
from editor.models import Fetch, Proof, Review
from editor.scopes import Scope
from jobs.stages.gate.report import GateReport
from jobs.stages.generator.params import Hold

STATES = [state.value for state in queries.ProofState]


class NewRender(serializers.Serializer[Any]):
    """What to render through: a shipped recipe's name, or a recipe's YAML."""

    recipe = serializers.CharField(required=False, max_length=100, default="")
    recipe_text = serializers.CharField(
        required=False, max_length=64 * 1024, trim_whitespace=False, default=""
    )
    seed = SeedField(allow_null=True)
    deterministic = serializers.BooleanField(required=False, default=True)
    use_drawn_mask = serializers.BooleanField(required=False, default=False)
    hint = HintField(
        help_text="a shipped recipe's: what belongs where the mask is, such as `blend sky`"
    )
    strategy = StrategyField(
        help_text="a shipped recipe's: how the mask is filled; empty leaves it to the recipe"
    )
    verify = serializers.BooleanField(
        required=False, default=False, help_text="a sample's: render twice and compare digests"
    )
    hold = serializers.ChoiceField(
        choices=get_args(Hold),
        required=False,
        allow_blank=True,
        default="",
        help_text="what holds a sample's composition: its noise or its picture; empty chooses",
    )
    hold_strength = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        help_text="with hold by picture: above 0, up to 1; how much is drawn anew",
    )
    scheduler = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=100,
        help_text="a sample's: one that adds no noise, from `/api/schedulers/`",
    )
    steps = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="the exploration's when left out"
    )
    guidance_scale = serializers.FloatField(
        required=False, allow_null=True, default=None, help_text="the exploration's when left out"
    )


class ReviewShape(serializers.Serializer[Any]):
    """A person's verdict."""

    reviewer = serializers.CharField(source="reviewer.username")
    verdict = serializers.ChoiceField(choices=Review.Verdict.choices)
    reason_code = serializers.ChoiceField(
        choices=Review.ReasonCode.choices, allow_blank=True, help_text="empty with an approval"
    )
    reason = serializers.CharField()
    suggested_stage = serializers.CharField(help_text="which stage to change; empty: any")
    digest = serializers.CharField(help_text="the picture that was judged")
    decided_at = serializers.DateTimeField()


class FetchShape(serializers.Serializer[Any]):
    """An object that was read from a bucket, and what S3 said it is."""

    role = serializers.ChoiceField(choices=Fetch.Role.choices)
    address = serializers.CharField()
    etag = serializers.CharField()
    version_id = serializers.CharField(help_text="empty where the bucket keeps no versions")
    sha256 = serializers.CharField(help_text="of the bytes as they came")
    byte_size = serializers.IntegerField()
    fetched_at = serializers.DateTimeField()


class ProofShape(serializers.Serializer[Any]):
    """A proof and where it stands."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="candidate.project_id")
    candidate = serializers.UUIDField(source="candidate_id")
    name = serializers.CharField(source="candidate.name")
    revision = serializers.IntegerField()
    state = serializers.SerializerMethodField()
    job = serializers.UUIDField(source="job_id")
    made_by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()
    digest = serializers.CharField(
        source="job.result_id", allow_null=True, help_text="the picture; null until it is done"
    )
    mask = serializers.CharField(
        source="job.result_mask_id",
        allow_null=True,
        help_text="white where pixels were replaced, grey at soft edges",
    )
    fetches = FetchShape(many=True, help_text="what its call read from buckets")
    gate_verdict = serializers.CharField(source="job.verdict", help_text="pass, fail or empty")
    review = serializers.SerializerMethodField()
    publication = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, proof: Proof) -> str:
        """From its render to its publication."""
        return queries.proof_state(proof).value

    @extend_schema_field(ReviewShape(allow_null=True))
    def get_review(self, proof: Proof) -> Any:
        """Null until somebody decided."""
        return ReviewShape(proof.review).data if hasattr(proof, "review") else None

    @extend_schema_field(PublicationShape(allow_null=True))
    def get_publication(self, proof: Proof) -> Any:
        """Null until it is published."""
        return PublicationShape(proof.publication).data if hasattr(proof, "publication") else None


class RendersEndpoint(PagedEndpoint):
    """A candidate's canonical renders."""

    writes = Scope.WRITE

    pagination_class = ByMaking

    @extend_schema(
        operation_id="renders",
        summary="A candidate's proofs, newest first",
        responses={200: ProofShape(many=True), 404: Refusal},
        tags=["proofs"],
    )
    def get(self, request: Request, candidate_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        candidate = access.candidate_for(self.person, candidate_id)
        rows = queries.proofs_of(candidate).prefetch_related("fetches")
        return self.page(rows, request, ProofShape)

    @extend_schema(
        operation_id="render",
        summary="Ask for a canonical render",
        request=NewRender,
        responses={201: ProofShape, **REFUSALS},
        tags=["proofs"],
    )
    def post(self, request: Request, candidate_id: UUID) -> Response:
        """The recipe is checked whole before anything is queued; watch ``job`` for progress.

        A sample is sampled again first: its exploration's conditioning, its own seed.
        """
        candidate = access.candidate_for(self.person, candidate_id)
        access.demand(self.person, candidate.project, "can_render")
        asked = NewRender(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        proof = renders.render(
            candidate=candidate,
            asked_by=self.person,
            recipe_name=wish["recipe"],
            recipe_text=wish["recipe_text"],
            seed=wish["seed"],
            deterministic=wish["deterministic"],
            use_drawn_mask=wish["use_drawn_mask"],
            hint=wish["hint"],
            strategy=wish["strategy"],
            verify=wish["verify"],
            hold=wish["hold"],
            hold_strength=wish["hold_strength"],
            scheduler=wish["scheduler"],
            steps=wish["steps"],
            guidance_scale=wish["guidance_scale"],
        )
        return Response(ProofShape(proof).data, status=status.HTTP_201_CREATED)


class ProofEndpoint(Endpoint):
    """One proof."""

    @extend_schema(
        operation_id="proof",
        summary="One proof, and where it stands",
        responses={200: ProofShape, 404: Refusal},
        tags=["proofs"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """With its review and publication."""
        return Response(ProofShape(access.proof_for(self.person, proof_id)).data)


class GateEndpoint(Endpoint):
    """What the gate said about a proof."""

    @extend_schema(
        operation_id="gate",
        summary="The gate's report on a proof",
        responses={200: GateReport, 404: Refusal},
        tags=["proofs"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """Each check's score, threshold, verdict and findings, in the proof's pixels."""
        proof = access.proof_for(self.person, proof_id)
        report = queries.gate_report(proof.job)
        if report is None:
            raise Http404("No gate has reported on this proof yet.")
        return Response(report.model_dump(mode="json"))
