"""The inpaint call: picture, mask, hint, seed and mode in one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from editor import access
from editor.actions.inpaint_calls import inpaint
from editor.api.endpoint import FORM_OVERHEAD, MAX_BODY, Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.fields import HintField, SeedField, StrategyField
from editor.api.parsers import JsonParser
from editor.api.proofs import FetchShape
from editor.models import Proof
from editor.scopes import Scope
from editor.sources import ACCEPTED, FileGiven, Given
from jobs.recipe_params import closest

FILES = 2
MOST_ADDRESS = 2048
JSON_KINDS = {"hint": str, "seed": int, "deterministic": bool, "strategy": str}


class GivenField(serializers.Field[Given, Any, Any, Any]):
    """An address, a candidate's id, or in a form a file."""

    default_error_messages = {
        "kind": f"This is neither text nor a file: {ACCEPTED}.",
        "long": f"This has more than {MOST_ADDRESS} characters: {ACCEPTED}.",
        "blank": f"This is empty: {ACCEPTED}.",
    }

    def to_internal_value(self, data: Any) -> Given:
        """The text, or the file's bytes: one more than are taken at most, for intake to refuse."""
        if isinstance(data, UploadedFile):
            return FileGiven(data.read(int(settings.INTAKE_MAX_BYTES) + 1), data.name or "picture")
        if not isinstance(data, str):
            self.fail("kind")
        if not data:
            self.fail("blank")
        if len(data) > MOST_ADDRESS:
            self.fail("long")
        return data


@extend_schema_field(OpenApiTypes.STR)
class AddressField(GivenField):
    """As JSON holds it."""


@extend_schema_field({"oneOf": [{"type": "string", "format": "binary"}, {"type": "string"}]})
class FileOrAddressField(GivenField):
    """As a form holds it."""


class InpaintCall(serializers.Serializer[Any]):
    """What to fill, with what, and how."""

    image: GivenField = AddressField(
        help_text="`s3://BUCKET/KEY` in a bucket that the studio may read, or a candidate's id"
    )
    mask: GivenField = AddressField(
        help_text="the same, at the picture's size, white inside; of a candidate its drawn mask"
    )
    hint = HintField(help_text="what belongs there: `replace with sky gradient, soften edges`")
    strategy = StrategyField(
        help_text="`patch` is fast, `model` draws anew, `hybrid` (the default) chooses"
    )
    seed = SeedField(allow_null=True)
    deterministic = serializers.BooleanField(required=False, default=True)

    def to_internal_value(self, data: Any) -> Any:
        """Nothing unknown, nothing twice, and in JSON nothing of another type."""
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
            if isinstance(data, QueryDict):
                self._refuse_twice(data)
            else:
                self._refuse_other_types(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: Mapping[str, Any]) -> None:
        for name in data:
            if name not in self.fields:
                near = closest(name, self.fields)
                raise serializers.ValidationError({name: f"There is no such field{near}."})

    def _refuse_twice(self, data: QueryDict) -> None:
        for name in data:
            if len(data.getlist(name)) > 1:
                raise serializers.ValidationError({name: "It is given twice: give it once."})

    def _refuse_other_types(self, data: Mapping[str, Any]) -> None:
        words = {str: "text", int: "a whole number", bool: "true or false"}
        for name, kind in JSON_KINDS.items():
            value = data.get(name)
            if value is not None and type(value) is not kind:
                raise serializers.ValidationError({name: f"Expected {words[kind]}."})


class InpaintForm(InpaintCall):
    """The same as a form, where the picture and the mask may be files."""

    image = FileOrAddressField(help_text="a picture's file, an `s3://` address, a candidate's id")
    mask = FileOrAddressField(help_text="the same, at the picture's size, white inside")


class InpaintAnswer(serializers.Serializer[Any]):
    """What was queued, and where to watch it."""

    job = serializers.UUIDField(source="job_id")
    candidate = serializers.UUIDField(source="candidate_id")
    proof = serializers.UUIDField(source="id")
    job_address = serializers.SerializerMethodField(help_text="its progress")
    candidate_address = serializers.SerializerMethodField(help_text="the picture")
    proof_address = serializers.SerializerMethodField(help_text="the result, once the job is done")
    seed = serializers.IntegerField(source="job.seed")
    deterministic = serializers.BooleanField(source="job.deterministic")
    mask = serializers.CharField(source="job.source_mask_id", help_text="SHA-256 of the mask kept")
    fetches = FetchShape(many=True, help_text="what was read from buckets")

    def get_job_address(self, proof: Proof) -> str:
        """`GET` it until its status is over."""
        return reverse("api-job", args=[proof.job_id])

    def get_candidate_address(self, proof: Proof) -> str:
        """New, or the one that held these bytes already."""
        return reverse("api-candidate", args=[proof.candidate_id])

    def get_proof_address(self, proof: Proof) -> str:
        """Its ``digest`` names the picture."""
        return reverse("api-proof", args=[proof.id])


class InpaintEndpoint(Endpoint):
    """Filling a mask, asked for in one request."""

    writes = Scope.WRITE

    parser_classes = (JsonParser, MultiPartParser)

    def max_body(self, request: Request) -> int:
        if (request.content_type or "").startswith("multipart/"):
            return FILES * int(settings.INTAKE_MAX_BYTES) + FORM_OVERHEAD
        return MAX_BODY

    @extend_schema(
        operation_id="inpaint",
        summary="Fill a mask: picture, mask, hint, seed and mode in one call",
        request={"application/json": InpaintCall, "multipart/form-data": InpaintForm},
        responses={
            202: InpaintAnswer,
            **REFUSALS,
            413: Refusal,
        },
        tags=["proofs"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """Everything is read and checked before anything is kept.

        A picture that is new becomes a candidate. Addresses other than `s3://` are not read.
        """
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_render")
        asked = InpaintCall(data=request.data)
        asked.is_valid(raise_exception=True)
        proof = inpaint(project=project, asked_by=self.person, **asked.validated_data)
        answer = InpaintAnswer(proof).data
        return Response(
            answer,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": answer["job_address"]},
        )
