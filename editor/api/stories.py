"""A proof's whole story as a graph, in the words of W3C PROV."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from editor.story.graph import Story
from editor.story.whole import story_of


class StoryWish(serializers.Serializer[None]):
    """How much of a story is asked for."""

    whole = serializers.BooleanField(default=False)


class StoryEndpoint(Endpoint):
    """How a picture came about, and what became of it."""

    @extend_schema(
        operation_id="story",
        summary="A proof's whole story as a graph, from prompt or upload to published bytes",
        parameters=[
            OpenApiParameter("whole", bool, description="all earlier revisions and all replays")
        ],
        responses={200: Story, 400: Refusal, 404: Refusal},
        tags=["audit"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """Nodes and the relations of W3C PROV between them, as far as the story has come."""
        proof = access.proof_for(self.person, proof_id)
        wish = StoryWish(data=request.query_params)
        wish.is_valid(raise_exception=True)
        story = story_of(proof, whole=wish.validated_data["whole"])
        return Response(story.model_dump(mode="json"))
