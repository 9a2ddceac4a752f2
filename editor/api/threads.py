"""Talking about a proof: threads at places, their turns, and who has claimed the proof."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access, queries
from editor.actions import claims, threads
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.models import Claim, Comment, Proof, Thread
from editor.queries import ThreadCard
from editor.scopes import Scope


class PlaceShape(serializers.Serializer[Any]):
    """A box in shares of the picture's width and height; without extent it is a point."""

    x = serializers.FloatField(min_value=0, max_value=1)
    y = serializers.FloatField(min_value=0, max_value=1)
    width = serializers.FloatField(min_value=0, max_value=1, required=False, default=0.0)
    height = serializers.FloatField(min_value=0, max_value=1, required=False, default=0.0)


class NewThread(serializers.Serializer[Any]):
    """What a thread begins with."""

    text = serializers.CharField(max_length=threads.TEXT_LENGTH)
    place = PlaceShape(
        required=False, allow_null=True, default=None, help_text="left out for the whole picture"
    )


class NewComment(serializers.Serializer[Any]):
    """An answer."""

    text = serializers.CharField(max_length=threads.TEXT_LENGTH)


class Settled(serializers.Serializer[Any]):
    """Whether a thread is settled."""

    resolved = serializers.BooleanField()


class CommentShape(serializers.Serializer[Any]):
    """One turn of a thread."""

    id = serializers.UUIDField()
    author = serializers.CharField(source="author.username")
    kind = serializers.ChoiceField(choices=Comment.Kind.choices)
    text = serializers.SerializerMethodField(help_text="empty once it was withdrawn")
    written_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)

    def get_text(self, comment: Comment) -> str:
        """What was taken back is shown to nobody."""
        return "" if comment.withdrawn_at else comment.text


class ThreadShape(serializers.Serializer[Any]):
    """A thread with its turns, in order."""

    id = serializers.UUIDField(source="thread.id")
    number = serializers.IntegerField(source="thread.number", help_text="within the candidate")
    revision = serializers.IntegerField(
        source="thread.proof.revision", help_text="the revision it was opened on"
    )
    place = serializers.SerializerMethodField()
    opened_by = serializers.CharField(source="thread.opened_by.username")
    opened_at = serializers.DateTimeField(source="thread.opened_at")
    resolved = serializers.BooleanField(source="thread.resolved")
    comments = CommentShape(many=True)

    @extend_schema_field(PlaceShape(allow_null=True))
    def get_place(self, card: ThreadCard) -> Any:
        """Null when it speaks of the whole picture."""
        if card.place is None:
            return None
        return dict(zip(("x", "y", "width", "height"), card.place, strict=True))


class ClaimShape(serializers.Serializer[Any]):
    """Who has taken a proof on."""

    reviewer = serializers.CharField(source="reviewer.username")
    claimed_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)


class ThreadsEndpoint(Endpoint):
    """The threads of a proof."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="threads",
        summary="A proof's threads, and those of earlier revisions that are still open",
        responses={200: ThreadShape(many=True), 404: Refusal},
        tags=["reviews"],
    )
    def get(self, request: Request, proof_id: UUID) -> Response:
        """Open ones first."""
        proof = access.proof_for(self.person, proof_id)
        return Response(ThreadShape(queries.threads_on(proof), many=True).data)

    @extend_schema(
        operation_id="open_thread",
        summary="Say something of a place on a proof, or of the whole of it",
        request=NewThread,
        responses={201: ThreadShape, **REFUSALS},
        tags=["reviews"],
    )
    def post(self, request: Request, proof_id: UUID) -> Response:
        """Any member of the project may."""
        proof = access.proof_for(self.person, proof_id)
        access.demand(self.person, proof.candidate.project, "can_comment")
        asked = NewThread(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        place = threads.Place(**said["place"]) if said["place"] else None
        thread = threads.open_thread(proof=proof, text=said["text"], place=place, by=self.person)
        return Response(_shape(proof, thread), status=status.HTTP_201_CREATED)


class ThreadEndpoint(Endpoint):
    """One thread."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="settle_thread",
        summary="Resolve a thread, or reopen it",
        request=Settled,
        responses={200: ThreadShape, **REFUSALS},
        tags=["reviews"],
    )
    def put(self, request: Request, thread_id: UUID) -> Response:
        """Any member of the project may; who did it stays in the thread."""
        thread = access.thread_for(self.person, thread_id)
        access.demand(self.person, thread.candidate.project, "can_comment")
        asked = Settled(data=request.data)
        asked.is_valid(raise_exception=True)
        settle = threads.resolve if asked.validated_data["resolved"] else threads.reopen
        settle(thread=thread, by=self.person)
        return Response(_shape(thread.proof, thread))


class CommentsEndpoint(Endpoint):
    """Answers in a thread."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="reply",
        summary="Answer in a thread",
        request=NewComment,
        responses={201: ThreadShape, **REFUSALS},
        tags=["reviews"],
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """A resolved thread has to be reopened first."""
        thread = access.thread_for(self.person, thread_id)
        access.demand(self.person, thread.candidate.project, "can_comment")
        asked = NewComment(data=request.data)
        asked.is_valid(raise_exception=True)
        threads.reply(thread=thread, text=asked.validated_data["text"], by=self.person)
        return Response(_shape(thread.proof, thread), status=status.HTTP_201_CREATED)


class CommentEndpoint(Endpoint):
    """One comment."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="withdraw_comment",
        summary="Take your own words back",
        request=None,
        responses={200: CommentShape, **REFUSALS},
        tags=["reviews"],
    )
    def delete(self, request: Request, comment_id: UUID) -> Response:
        """That something was said stays to be seen; what it was does not."""
        comment = access.comment_for(self.person, comment_id)
        access.demand(self.person, comment.thread.candidate.project, "can_comment")
        return Response(CommentShape(threads.withdraw(comment=comment, by=self.person)).data)


class ClaimEndpoint(Endpoint):
    """Who has taken a proof on."""

    writes = Scope.REVIEW

    @extend_schema(
        operation_id="claim",
        summary="Claim a proof, so that no other reviewer begins with it",
        request=None,
        responses={200: ClaimShape, **REFUSALS},
        tags=["reviews"],
    )
    def put(self, request: Request, proof_id: UUID) -> Response:
        """Refused with the name of whoever was first; one's own claim is given again."""
        proof = access.proof_for(self.person, proof_id)
        access.demand(self.person, proof.candidate.project, "can_review")
        return Response(_claim(claims.claim(proof=proof, by=self.person)))

    @extend_schema(
        operation_id="release",
        summary="Let a claimed proof go again",
        request=None,
        responses={200: ClaimShape, **REFUSALS},
        tags=["reviews"],
    )
    def delete(self, request: Request, proof_id: UUID) -> Response:
        """One's own claim, or as a lead anybody's."""
        proof = access.proof_for(self.person, proof_id)
        access.demand(self.person, proof.candidate.project, "can_review")
        return Response(_claim(claims.release(proof=proof, by=self.person)))


def _claim(claim: Claim) -> Any:
    return ClaimShape(claim).data


def _shape(proof: Proof, thread: Thread) -> Any:
    card = next(card for card in queries.threads_on(proof) if card.thread.pk == thread.pk)
    return ThreadShape(card).data
