"""Candidates: upload, look, pick, draw a mask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import candidates as actions
from editor.actions import explorations
from editor.api.endpoint import FORM_OVERHEAD, Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.paging import Cursor, PagedEndpoint
from editor.api.parsers import PngParser
from editor.models import Candidate
from editor.scopes import Scope


class ArtifactShape(serializers.Serializer[Any]):
    """Bytes by their SHA-256; read them at the project's ``artifacts/{digest}/``."""

    digest = serializers.CharField()
    media_type = serializers.CharField()
    byte_size = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)


class CandidateShape(serializers.Serializer[Any]):
    """A picture in a project's gallery."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    name = serializers.CharField()
    original = ArtifactShape(help_text="the bytes as uploaded; for a sample, the picture")
    picture = ArtifactShape(help_text="upright, sRGB, 8 bit: what work begins from")
    notes = serializers.ListField(child=serializers.CharField(), help_text="what intake changed")
    finding = serializers.UUIDField(
        source="finding_id", allow_null=True, help_text="the job that looks for text"
    )
    drawn_mask = serializers.CharField(source="drawn_mask_id", allow_null=True)
    exploration = serializers.UUIDField(
        source="exploration_id", allow_null=True, help_text="what made this sample; null: uploaded"
    )
    sample_index = serializers.IntegerField(allow_null=True, help_text="counts from 0")
    seed = serializers.IntegerField(allow_null=True, help_text="of the sample's initial noise")
    phash = serializers.CharField(
        allow_blank=True, help_text="perceptual hash, 16 hexadecimal digits"
    )
    picked_at = serializers.DateTimeField(allow_null=True, help_text="null: not picked")
    picked_by = serializers.CharField(source="picked_by.username", allow_null=True, default=None)
    added_by = serializers.CharField(source="added_by.username")
    added_at = serializers.DateTimeField()


class RegionShape(serializers.Serializer[Any]):
    """Text that was found: where, and what was read."""

    id = serializers.IntegerField()
    origin = serializers.CharField(source="source", help_text="ocr, drawn or residual")
    polygon = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="corners, x and y in the picture's pixels",
    )
    text = serializers.CharField()
    detection_confidence = serializers.FloatField()
    recognition_confidence = serializers.FloatField()


class CandidateDetail(CandidateShape):
    """A candidate and the text found on it."""

    regions = serializers.SerializerMethodField(help_text="null until the search is done")

    @extend_schema_field(RegionShape(many=True, allow_null=True))
    def get_regions(self, candidate: Candidate) -> Any:
        """Read from the finding job's artifact."""
        found = queries.found_regions(candidate)
        return None if found is None else RegionShape(found, many=True).data


class Upload(serializers.Serializer[Any]):
    """One file of a multipart form."""

    file = serializers.FileField(
        max_length=255, allow_empty_file=True, help_text="PNG, JPEG, WebP, TIFF …"
    )


class CandidatesEndpoint(PagedEndpoint):
    """A project's gallery."""

    writes = Scope.WRITE

    pagination_class = Cursor
    parser_classes = (MultiPartParser,)

    def max_body(self, request: Request) -> int:
        return int(settings.INTAKE_MAX_BYTES) + FORM_OVERHEAD

    @extend_schema(
        operation_id="candidates",
        summary="A project's candidates, newest first",
        responses={200: CandidateShape(many=True), 404: Refusal},
        tags=["candidates"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Page by page: follow ``next``."""
        project = access.project_for(self.person, project_id)
        rows = project.candidates.select_related("original", "picture", "added_by", "picked_by")
        return self.page(rows, request, CandidateShape)

    @extend_schema(
        operation_id="add_candidate",
        summary="Upload a picture",
        request={"multipart/form-data": Upload},
        responses={201: CandidateShape, 413: Refusal, **REFUSALS},
        tags=["candidates"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """The bytes are kept as they come; text is looked for at once, in a job of its own."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_add")
        asked = Upload(data=request.data)
        asked.is_valid(raise_exception=True)
        file: UploadedFile[Any] = asked.validated_data["file"]
        candidate = actions.add_candidate(
            project=project, data=file.read(), name=file.name or "", added_by=self.person
        )
        return Response(CandidateShape(candidate).data, status=status.HTTP_201_CREATED)


class CandidateEndpoint(Endpoint):
    """One candidate."""

    @extend_schema(
        operation_id="candidate",
        summary="One candidate, with the text found on it",
        responses={200: CandidateDetail, 404: Refusal},
        tags=["candidates"],
    )
    def get(self, request: Request, candidate_id: UUID) -> Response:
        """``regions`` is null until the finding job is done."""
        candidate = access.candidate_for(self.person, candidate_id)
        return Response(CandidateDetail(candidate).data)


class PickEndpoint(Endpoint):
    """The mark on a candidate that is worth going on with."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="pick",
        summary="Pick a candidate",
        request=None,
        responses={200: CandidateShape, 403: Refusal, 404: Refusal},
        tags=["candidates"],
    )
    def put(self, request: Request, candidate_id: UUID) -> Response:
        """The first pick of a sample looks for text on it; who picked first stays written down."""
        candidate = access.candidate_for(self.person, candidate_id)
        changed = explorations.pick(candidate=candidate, by=self.person)
        return Response(CandidateShape(changed).data)

    @extend_schema(
        operation_id="unpick",
        summary="Take the mark away",
        request=None,
        responses={200: CandidateShape, 403: Refusal, 404: Refusal},
        tags=["candidates"],
    )
    def delete(self, request: Request, candidate_id: UUID) -> Response:
        """What was found on it and rendered from it stays."""
        candidate = access.candidate_for(self.person, candidate_id)
        changed = explorations.unpick(candidate=candidate, by=self.person)
        return Response(CandidateShape(changed).data)


class MaskEndpoint(Endpoint):
    """The mask a person drew on a candidate."""

    writes = Scope.WRITE

    parser_classes = (PngParser,)

    def max_body(self, request: Request) -> int:
        return int(settings.INTAKE_MAX_BYTES)

    @extend_schema(
        operation_id="set_drawn_mask",
        summary="Draw a mask",
        request={"image/png": OpenApiTypes.BINARY},
        responses={200: CandidateShape, 413: Refusal, **REFUSALS},
        tags=["candidates"],
    )
    def put(self, request: Request, candidate_id: UUID) -> Response:
        """A black and white PNG of the picture's size: white is replaced."""
        candidate = access.candidate_for(self.person, candidate_id)
        access.demand(self.person, candidate.project, "can_add")
        data = request.data if isinstance(request.data, bytes) else b""
        changed = actions.set_drawn_mask(candidate=candidate, data=data, by=self.person)
        return Response(CandidateShape(changed).data)

    @extend_schema(
        operation_id="clear_drawn_mask",
        summary="Forget the drawn mask",
        request=None,
        responses={200: CandidateShape, 403: Refusal, 404: Refusal},
        tags=["candidates"],
    )
    def delete(self, request: Request, candidate_id: UUID) -> Response:
        """Renders that used it keep it."""
        candidate = access.candidate_for(self.person, candidate_id)
        changed = actions.clear_drawn_mask(candidate=candidate, by=self.person)
        return Response(CandidateShape(changed).data)
