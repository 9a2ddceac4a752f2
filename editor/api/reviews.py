"""Decisions on proofs: what waits for one, and a person's verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import reviews
from editor.actions.threads import Place
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS
from editor.api.paging import LongestWait, PagedEndpoint
from editor.api.proofs import ProofShape
from editor.api.threads import PlaceShape
from editor.models import Review
from editor.scopes import Scope


class Decision(serializers.Serializer[Any]):
    """A verdict on the picture named by its digest."""

    verdict = serializers.ChoiceField(choices=Review.Verdict.choices)
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=reviews.REASON_LENGTH
    )
    reason_code = serializers.ChoiceField(
        choices=Review.ReasonCode.choices,
        required=False,
        default=Review.ReasonCode.OTHER,
        help_text="what a refusal is about",
    )
    suggested_stage = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=50,
        help_text="with changes: which of the job's stages to change",
    )
    place = PlaceShape(
        required=False,
        allow_null=True,
        default=None,
        help_text="with changes: where; the reason opens a thread there",
    )
    digest = serializers.RegexField(
        r"^[0-9a-f]{64}$", help_text="SHA-256 of the picture you looked at"
    )


class ReviewEndpoint(Endpoint):
    """A person's verdict on a proof."""

    writes = Scope.REVIEW

    @extend_schema(
        operation_id="decide",
        summary="Approve, reject or ask for changes",
        request=Decision,
        responses={201: ProofShape, **REFUSALS},
        tags=["reviews"],
    )
    def post(self, request: Request, proof_id: UUID) -> Response:
        """Once for each proof; its maker cannot approve it, nor anyone what the gate failed."""
        proof = access.proof_for(self.person, proof_id)
        access.demand(self.person, proof.candidate.project, "can_review")
        asked = Decision(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        place = Place(**wish["place"]) if wish["place"] else None
        reviews.decide(proof=proof, reviewer=self.person, **{**wish, "place": place})
        decided = access.proof_for(self.person, proof_id)
        return Response(ProofShape(decided).data, status=status.HTTP_201_CREATED)


class ReviewsEndpoint(PagedEndpoint):
    """What waits for a person's verdict."""

    pagination_class = LongestWait

    @extend_schema(
        operation_id="review_queue",
        summary="Proofs that wait for your verdict, longest wait first",
        responses={200: ProofShape(many=True)},
        tags=["reviews"],
    )
    def get(self, request: Request) -> Response:
        """Page by page: follow ``next``. Proofs you made yourself are not among them."""
        rows = queries.review_queue(self.person).prefetch_related("fetches")
        return self.page(rows, request, ProofShape)
