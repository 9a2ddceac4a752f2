"""Publications: ask for one, see how its files come along, withdraw it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.publications import publish
from editor.actions.withdrawals import WORDS_LENGTH, withdraw
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.models import Publication, PublicationOrder, Withdrawal
from editor.models.publications import Format
from editor.scopes import Scope


class WithdrawalShape(serializers.Serializer[Any]):
    """That a publication was taken back."""

    reason = serializers.ChoiceField(choices=Withdrawal.Reason.choices)
    words = serializers.CharField(help_text="for the studio alone")
    withdrawn_by = serializers.CharField(source="withdrawn_by.username")
    withdrawn_at = serializers.DateTimeField()


class PublishedFileShape(serializers.Serializer[Any]):
    """Signed bytes and the address that anyone may open."""

    format = serializers.ChoiceField(choices=Format.choices)
    longest_side = serializers.IntegerField(help_text="pixels; 0 is the full size")
    quality = serializers.IntegerField()
    digest = serializers.CharField(source="signed_id", help_text="SHA-256 of the signed bytes")
    address = serializers.CharField()
    byte_size = serializers.IntegerField(source="signed.byte_size")
    width = serializers.IntegerField(source="signed.width")
    height = serializers.IntegerField(source="signed.height")
    record = serializers.CharField(source="record_id", help_text="SHA-256 of the signed-in record")
    gate_job = serializers.UUIDField(
        source="gate_job_id", allow_null=True, help_text="null where the pixels are as approved"
    )
    signer = serializers.CharField()
    development = serializers.BooleanField(
        help_text="signed by the studio's own CA, which nobody vouches for"
    )


class PublicationShape(serializers.Serializer[Any]):
    """What left the house, and its public address."""

    slug = serializers.CharField()
    address = serializers.SerializerMethodField(help_text="open to anyone")
    picture = serializers.CharField(source="picture_id", help_text="the approved picture")
    files = PublishedFileShape(many=True)
    published_by = serializers.CharField(source="published_by.username")
    published_at = serializers.DateTimeField()
    withdrawal = serializers.SerializerMethodField()

    def get_address(self, publication: Publication) -> str:
        """The path of the public page."""
        return f"/published/{publication.slug}/"

    @extend_schema_field(WithdrawalShape(allow_null=True))
    def get_withdrawal(self, publication: Publication) -> Any:
        """Null while it stands."""
        taken_back = getattr(publication, "withdrawal", None)
        return None if taken_back is None else WithdrawalShape(taken_back).data


class OrderedFileShape(serializers.Serializer[Any]):
    """A file that is being made. Without a job its pixels are the approved ones."""

    format = serializers.ChoiceField(choices=Format.choices)
    longest_side = serializers.IntegerField(help_text="pixels; 0 is the full size")
    quality = serializers.IntegerField()
    job = serializers.UUIDField(source="job_id", allow_null=True)


class OrderShape(serializers.Serializer[Any]):
    """A wish to publish: open until each file passed the gate, then published or refused."""

    outcome = serializers.ChoiceField(choices=PublicationOrder.Outcome.choices)
    note = serializers.CharField(help_text="why it did not come to a publication")
    asked_by = serializers.CharField(source="asked_by.username")
    asked_at = serializers.DateTimeField()
    files = OrderedFileShape(many=True)
    publication = serializers.SerializerMethodField()

    @extend_schema_field(PublicationShape(allow_null=True))
    def get_publication(self, order: PublicationOrder) -> Any:
        """Null until it is published."""
        if order.outcome != PublicationOrder.Outcome.PUBLISHED:
            return None
        return PublicationShape(Publication.objects.get(proof=order.proof_id)).data


class Withdrawing(serializers.Serializer[Any]):
    """Why a publication is taken back."""

    reason = serializers.ChoiceField(
        choices=Withdrawal.Reason.choices, help_text="told to the public"
    )
    words = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=WORDS_LENGTH,
        help_text="for the studio alone",
    )


class PublicationEndpoint(Endpoint):
    """Letting an approved proof out."""

    writes = Scope.PUBLISH

    @extend_schema(
        operation_id="publication",
        summary="How the publication of a proof comes along",
        responses={200: OrderShape, 404: Refusal},
        tags=["publications"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """The latest wish to publish it, its files, and the publication once it is there."""
        proof = access.proof_for(self.person, proof_id)
        order = proof.publication_orders.select_related("asked_by").first()
        if order is None:
            raise Http404("Nobody has asked to publish this proof yet.")
        return Response(OrderShape(order).data)

    @extend_schema(
        operation_id="publish",
        summary="Publish an approved proof",
        request=None,
        responses={201: OrderShape, 202: OrderShape, **REFUSALS},
        tags=["publications"],
    )
    def post(self, request: Request, proof_id: UUID) -> Response:
        """201 when it is published; 202 while files that differ from the approved are gated."""
        proof = access.proof_for(self.person, proof_id)
        order = publish(proof=proof, by=self.person)
        waiting = order.outcome == PublicationOrder.Outcome.OPEN
        code = status.HTTP_202_ACCEPTED if waiting else status.HTTP_201_CREATED
        return Response(OrderShape(order).data, status=code)


class WithdrawalEndpoint(Endpoint):
    """Taking a publication back."""

    writes = Scope.PUBLISH

    @extend_schema(
        operation_id="withdraw",
        summary="Withdraw a publication for good",
        request=Withdrawing,
        responses={201: PublicationShape, **REFUSALS},
        tags=["publications"],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Its address stays and tells so; its files are given out no longer."""
        publication = access.published(slug)
        proof = access.proof_for(self.person, publication.proof_id)
        access.demand(self.person, proof.candidate.project, "can_withdraw")
        asked = Withdrawing(data=request.data)
        asked.is_valid(raise_exception=True)
        withdraw(publication=publication, by=self.person, **asked.validated_data)
        gone = access.published(slug)
        return Response(PublicationShape(gone).data, status=status.HTTP_201_CREATED)
