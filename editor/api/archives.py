"""A publication's archive, for those who audit."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from editor import access
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.archive.writing import archive, name_of
from editor.streamed import Streamed


class ArchiveEndpoint(Endpoint):
    """Everything behind a publication in one file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer with a ZIP, whatever the client prefers."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="publication_archive",
        summary="Everything behind a publication as one ZIP that is verified offline",
        responses={
            (200, "application/zip"): OpenApiTypes.BINARY,
            **REFUSALS,
            409: Refusal,
        },
        tags=["audit"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Sent as it is made, so without a length; `python -m editor.archive.offline` checks it."""
        access.demand_audit(self.person)
        publication = access.published(slug)
        answer = Streamed(archive(publication), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{name_of(publication)}"'
        return answer
