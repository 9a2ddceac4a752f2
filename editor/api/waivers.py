"""Waivers: findings of the gate that a reviewer answered for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.waivers import REASON_LENGTH, waive
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.scopes import Scope


class NewWaiver(serializers.Serializer[Any]):
    """One finding, as the gate's report names it, and why it may pass."""

    check = serializers.CharField(max_length=50, help_text="the failed check's name")
    box = serializers.ListField(
        child=serializers.IntegerField(min_value=0),
        min_length=4,
        max_length=4,
        help_text="the finding's x, y, width, height",
    )
    reason = serializers.CharField(max_length=REASON_LENGTH)
    digest = serializers.RegexField(
        r"^[0-9a-f]{64}$", help_text="SHA-256 of the picture you looked at"
    )


class WaiverShape(serializers.Serializer[Any]):
    """A finding that was let pass."""

    id = serializers.UUIDField()
    check = serializers.CharField(source="check_name")
    check_version = serializers.CharField()
    box = serializers.ListField(child=serializers.IntegerField())
    score = serializers.FloatField()
    finding = serializers.CharField()
    reason = serializers.CharField()
    digest = serializers.CharField(help_text="the picture that was looked at")
    waived_by = serializers.CharField(source="waived_by.username")
    waived_at = serializers.DateTimeField()


class WaiversEndpoint(Endpoint):
    """A proof's waivers."""

    writes = Scope.REVIEW

    @extend_schema(
        operation_id="waivers",
        summary="Findings that were let pass on a proof",
        responses={200: WaiverShape(many=True), 404: Refusal},
        tags=["reviews"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """The oldest first."""
        proof = access.proof_for(self.person, proof_id)
        rows = proof.waivers.select_related("waived_by")
        return Response(WaiverShape(rows, many=True).data)

    @extend_schema(
        operation_id="waive",
        summary="Let one finding pass",
        request=NewWaiver,
        responses={201: WaiverShape, **REFUSALS},
        tags=["reviews"],
    )
    def post(self, request: Request, proof_id: UUID) -> Response:
        """By a reviewer who had no hand in the proof; approve once every finding is waived."""
        proof = access.proof_for(self.person, proof_id)
        access.demand(self.person, proof.candidate.project, "can_review")
        asked = NewWaiver(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        x, y, width, height = given["box"]
        made = waive(
            proof=proof,
            by=self.person,
            check=given["check"],
            box=(x, y, width, height),
            reason=given["reason"],
            digest=given["digest"],
        )
        return Response(WaiverShape(made).data, status=status.HTTP_201_CREATED)
