"""What a person was told, by REST: listed, marked as read, and chosen for e-mail."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor.actions.notices import choose_mail, mark_read
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal
from editor.api.paging import Cursor, PagedEndpoint, page_shape
from editor.models import Notice
from editor.own import notices_of
from editor.public_address import absolute
from editor.queries.notices import mail_state
from editor.scopes import Scope


class ByNumber(Cursor):
    """For rows whose ``id`` grows."""

    ordering = "-id"


class NoticeShape(serializers.Serializer[Any]):
    """One notice."""

    id = serializers.IntegerField(help_text="grows within what you are told")
    kind = serializers.ChoiceField(choices=Notice.Kind.choices)
    words = serializers.CharField(help_text="a sentence, with names as they were then")
    detail = serializers.CharField(help_text="a reason or an error; often empty")
    project = serializers.UUIDField(source="project_id")
    page = serializers.SerializerMethodField(help_text="the page that it leads to")
    added_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def get_page(self, notice: Notice) -> str:
        """A whole address."""
        return absolute(notice.page)


class NoticeWish(serializers.Serializer[Any]):
    """Which notices to list."""

    unread = serializers.BooleanField(default=False)


class NoticesRead(serializers.Serializer[Any]):
    """Which notices were read: some, or all up to one."""

    notices = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        max_length=200,
        required=False,
        default=list,
    )
    until = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Either of the two."""
        if bool(asked["notices"]) == (asked["until"] is not None):
            raise serializers.ValidationError({"notices": "Give either notices or until."})
        return asked


class ReadCount(serializers.Serializer[Any]):
    """How many were unread until now."""

    read = serializers.IntegerField()


class MailKinds(serializers.Serializer[Any]):
    """What is sent by e-mail."""

    on = serializers.BooleanField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=Notice.Kind.choices))


class NoticesEndpoint(PagedEndpoint):
    """What you were told."""

    pagination_class = ByNumber

    @extend_schema(
        operation_id="notices",
        summary="What you were told of projects that you may see, newest first",
        parameters=[OpenApiParameter("unread", bool, description="only what is unread")],
        responses={
            200: page_shape("NoticesPage", NoticeShape),
            400: Refusal,
        },
        tags=["notices"],
    )
    def get(self, request: Request) -> Response:
        """Listing them marks none as read."""
        wish = NoticeWish(data=request.query_params)
        wish.is_valid(raise_exception=True)
        rows = notices_of(self.person)
        if wish.validated_data["unread"]:
            rows = rows.filter(read_at__isnull=True)
        return self.page(rows, request, NoticeShape)


class NoticesReadEndpoint(Endpoint):
    """Notices, read."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="read_notices",
        summary="Mark notices as read: some, or all up to one",
        request=NoticesRead,
        responses={200: ReadCount, 400: Refusal},
        tags=["notices"],
    )
    def post(self, request: Request) -> Response:
        """Only your own; others' numbers change nothing."""
        asked = NoticesRead(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        count = mark_read(person=self.person, numbers=said["notices"], until=said["until"])
        return Response(ReadCount({"read": count}).data)


class NoticeMailEndpoint(Endpoint):
    """What you get by e-mail."""

    writes = Scope.WRITE

    @extend_schema(
        operation_id="notice_mail",
        summary="Which notices are sent to you by e-mail",
        responses={200: MailKinds},
        tags=["notices"],
    )
    def get(self, request: Request) -> Response:
        """All, until you choose otherwise; none while the studio has no server to send by."""
        return Response(self._shown())

    @extend_schema(
        operation_id="choose_notice_mail",
        summary="Choose which notices are sent to you by e-mail",
        request=MailKinds,
        responses={200: MailKinds, 400: Refusal},
        tags=["notices"],
    )
    def put(self, request: Request) -> Response:
        """``on`` false stops all of it."""
        asked = MailKinds(data=request.data)
        asked.is_valid(raise_exception=True)
        choose_mail(person=self.person, **asked.validated_data)
        return Response(self._shown())

    def _shown(self) -> Any:
        state = mail_state(self.person)
        kinds = [wish.kind for wish in state.wishes if wish.wanted]
        return MailKinds({"on": state.on, "kinds": kinds}).data
