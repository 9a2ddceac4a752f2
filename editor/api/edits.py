"""The mask editor's addresses: letters to switch on, what a fill costs, and the edit itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.fields import empty
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.edits import chosen_regions, edit
from editor.actions.letters import look_for_letters
from editor.api.candidates import RegionShape
from editor.api.endpoint import FORM_OVERHEAD, MAX_BODY, Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.fields import HintField, SeedField
from editor.api.proofs import ProofShape
from editor.fills import CHOICES
from editor.queries.fill_costs import fill_costs
from editor.queries.letters import letters_of
from editor.scopes import Scope


class FoundRegionShape(RegionShape):
    """Text whose letters were looked for: the numbers, the dilation chosen, and why."""

    stroke_width = serializers.FloatField(allow_null=True, help_text="median, in pixels")
    contrast = serializers.FloatField(allow_null=True, help_text="letter to ground, 0 to 255")
    texture = serializers.FloatField(allow_null=True, help_text="of the ground, 0 to 255")
    dilation = serializers.FloatField(allow_null=True, help_text="chosen, in pixels")
    reason = serializers.CharField(help_text="why this dilation")


class LettersShape(serializers.Serializer[Any]):
    """A search for letters, and what it found once it is done."""

    job = serializers.UUIDField(source="job.id", allow_null=True, default=None)
    status = serializers.CharField(help_text="none, or the job's status")
    error = serializers.CharField(source="job.error", default="", help_text="why it failed")
    labels = serializers.CharField(
        allow_null=True,
        help_text="digest of a grey picture: 0, or one more than the region's id at its letters",
    )
    regions = FoundRegionShape(many=True)


class FillCostShape(serializers.Serializer[Any]):
    """A way to fill a mask: whether it can run here, and its likely seconds."""

    strategy = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    stage = serializers.CharField()
    refusal = serializers.CharField(help_text="why it cannot run here; empty when it can")
    takes_hint = serializers.BooleanField()
    base_seconds = serializers.FloatField(help_text="for any mask")
    seconds_per_megapixel = serializers.FloatField(help_text="of masked area")
    runs = serializers.IntegerField(help_text="past fills behind the figures; 0: the reference's")


class OnUnlessSaidOff(serializers.BooleanField):
    """True where a form leaves it out; DRF's own takes that for a box that was not ticked."""

    default_empty_html = empty


class NewEdit(serializers.Serializer[Any]):
    """A mask, what it was made from, and what is to fill it."""

    mask = serializers.FileField(
        max_length=255, help_text="a black and white PNG of the picture's size: white is replaced"
    )
    regions = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_BODY // 4,
        default="",
        help_text='found regions that are part of it, as JSON: `[{"id": 0, "dilation": 2}]`',
    )
    found_by = serializers.UUIDField(
        required=False, default=None, help_text="the job of the search that found them"
    )
    strategy = serializers.ChoiceField(choices=CHOICES, required=False, default="hybrid")
    hint = HintField(help_text="what belongs there")
    seed = SeedField()
    deterministic = OnUnlessSaidOff(required=False, default=True)
    snap = OnUnlessSaidOff(
        required=False, default=True, help_text="with object: move the mask to the object's edge"
    )
    take_shadow = serializers.BooleanField(
        required=False, default=False, help_text="with object: take its cast shadow along"
    )


class LettersEndpoint(Endpoint):
    """The letters on a candidate."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="letters",
        summary="Text with its letters, and the dilation chosen for each line",
        responses={200: LettersShape, 404: Refusal},
        tags=["candidates"],
    )
    def get(self, request: Request, candidate_id: UUID) -> Response:
        """``status`` is ``none`` until somebody asks for the search."""
        candidate = access.candidate_for(self.person, candidate_id)
        return Response(LettersShape(letters_of(candidate)).data)

    @extend_schema(
        operation_id="look_for_letters",
        summary="Look for letters, unless that is done",
        request=None,
        responses={200: LettersShape, **REFUSALS},
        tags=["candidates"],
    )
    def put(self, request: Request, candidate_id: UUID) -> Response:
        """Asking again does nothing, except after a search that failed."""
        candidate = access.candidate_for(self.person, candidate_id)
        look_for_letters(candidate=candidate, by=self.person)
        return Response(LettersShape(letters_of(candidate)).data)


class FillCostsEndpoint(Endpoint):
    """What filling a mask is likely to cost."""

    @extend_schema(
        operation_id="fill_costs",
        summary="Each way to fill a mask, with its likely seconds",
        responses={200: FillCostShape(many=True)},
        tags=["catalogue"],
    )
    def get(self, request: Request) -> Response:
        """An estimate: the base, and so much for each megapixel inside the mask."""
        return Response(FillCostShape(fill_costs(), many=True).data)


class EditsEndpoint(Endpoint):
    """Edits of a candidate."""

    writes = Scope.WRITE

    parser_classes = (MultiPartParser,)

    def max_body(self, request: Request) -> int:
        return int(settings.INTAKE_MAX_BYTES) + MAX_BODY + FORM_OVERHEAD

    @extend_schema(
        operation_id="edit",
        summary="Fill a mask",
        request={"multipart/form-data": NewEdit},
        responses={201: ProofShape, 413: Refusal, **REFUSALS},
        tags=["proofs"],
    )
    def post(self, request: Request, candidate_id: UUID) -> Response:
        """The mask is kept as the candidate's drawn mask; watch ``job`` for progress."""
        candidate = access.candidate_for(self.person, candidate_id)
        access.demand(self.person, candidate.project, "can_render")
        asked = NewEdit(data=request.data)
        asked.is_valid(raise_exception=True)
        wish = asked.validated_data
        mask: UploadedFile[Any] = wish["mask"]
        proof = edit(
            candidate=candidate,
            asked_by=self.person,
            mask=mask.read(),
            regions=chosen_regions(wish["regions"]),
            found_by_job=wish["found_by"],
            strategy=wish["strategy"],
            hint=wish["hint"],
            seed=wish["seed"],
            deterministic=wish["deterministic"],
            snap=wish["snap"],
            take_shadow=wish["take_shadow"],
        )
        return Response(ProofShape(proof).data, status=status.HTTP_201_CREATED)
