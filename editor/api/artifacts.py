"""An artifact's bytes, for members of a project that uses it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from editor import access
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from editor.models import Candidate
from jobs import artifacts

CACHE = "private, max-age=86400, immutable"


class ArtifactEndpoint(Endpoint):
    """Bytes by their SHA-256."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer with the artifact's own type, whatever the client prefers."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="artifact",
        summary="An artifact's bytes",
        responses={
            (200, "image/png"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="You have them already (If-None-Match)."),
            404: Refusal,
            409: Refusal,
        },
        tags=["artifacts"],
    )
    def get(self, request: Request, project_id: UUID, digest: str) -> HttpResponseBase:
        """Read whole and compared with their digest before they are sent."""
        artifact = access.artifact_for(self.person, project_id, digest)
        etag = quote_etag(artifact.digest)
        fresh = get_conditional_response(request._request, etag=etag)
        if fresh is not None:
            response = fresh
        else:
            data = artifacts.read(artifact.digest)
            response = HttpResponse(data, content_type=artifact.media_type)
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = CACHE
        response.headers["X-Content-Type-Options"] = "nosniff"
        name = (
            Candidate.objects.filter(project=project_id, original=artifact, exploration=None)
            .values_list("name", flat=True)
            .first()
        )
        if name is not None:
            response.headers["Content-Disposition"] = (
                content_disposition_header(as_attachment=True, filename=name) or "attachment"
            )
        return response
