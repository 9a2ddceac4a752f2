"""Addresses under which a picture can be fetched for a while without a sign-in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.picture_links import USUAL_HOURS, make_picture_link
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from editor.picture_links import WHOLE, signed
from editor.scopes import Scope


class NewPictureLink(serializers.Serializer[Any]):
    """An address to give out."""

    hours = serializers.IntegerField(
        min_value=1, required=False, default=USUAL_HOURS, help_text="how long it works"
    )
    width = serializers.IntegerField(
        min_value=0,
        required=False,
        default=WHOLE,
        help_text="160, 320, 640 or 1280 for a WebP at most so wide; 0 for the whole picture",
    )


class PictureLinkShape(serializers.Serializer[Any]):
    """Whoever has the address sees the picture."""

    address = serializers.URLField()
    expires_at = serializers.DateTimeField()


class PictureLinksEndpoint(Endpoint):
    """Handing a picture on without an account or a token."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="make_picture_link",
        summary="A signed address of a picture that ends by itself",
        request=NewPictureLink,
        responses={201: PictureLinkShape, 400: Refusal, 404: Refusal},
        tags=["artifacts"],
    )
    def post(self, request: Request, project_id: UUID, digest: str) -> Response:
        """It ends sooner when you may no longer see the picture yourself."""
        project = access.project_for(self.person, project_id)
        asked = NewPictureLink(data=request.data)
        asked.is_valid(raise_exception=True)
        link = make_picture_link(
            project=project, digest=digest, by=self.person, **asked.validated_data
        )
        path = reverse("picture-link", args=[signed(link)])
        given = {"address": request.build_absolute_uri(path), "expires_at": link.expires_at}
        return Response(PictureLinkShape(given).data, status=status.HTTP_201_CREATED)
