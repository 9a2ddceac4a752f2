"""A project's webhooks, their messages, and what can be done with both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions import webhooks as actions
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.paging import Cursor, PagedEndpoint, page_shape
from editor.models import Webhook, WebhookMessage
from editor.scopes import Scope
from editor.webhooks.events import TITLES


class NewWebhook(serializers.Serializer[Any]):
    """An address to tell, and of what."""

    url = serializers.CharField(max_length=600)
    events = serializers.ListField(child=serializers.ChoiceField(choices=list(TITLES.items())))


class WebhookChange(serializers.Serializer[Any]):
    """What it is told of, and whether it is told at all."""

    events = serializers.ListField(child=serializers.ChoiceField(choices=list(TITLES.items())))
    on = serializers.BooleanField()


class WebhookShape(serializers.Serializer[Any]):
    """A webhook; its secret is not told again."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    on = serializers.SerializerMethodField()
    off_reason = serializers.CharField(help_text="empty while it is on")
    failing_since = serializers.DateTimeField(allow_null=True)
    added_by = serializers.CharField(source="added_by.username")
    added_at = serializers.DateTimeField()

    def get_on(self, webhook: Webhook) -> bool:
        """Whether messages are sent to it."""
        return webhook.off_at is None


class SecretGiven(serializers.Serializer[Any]):
    """The secret, told this once."""

    secret = serializers.CharField(help_text="whsec_ and base64, as Standard Webhooks has it")


class WebhookAdded(WebhookShape):
    """A new webhook with its secret, told this once."""

    secret = serializers.SerializerMethodField()

    def get_secret(self, webhook: Webhook) -> str:
        """``whsec_`` and base64."""
        return str(self.context["secret"])


class WebhookTryShape(serializers.Serializer[Any]):
    """A try and what came of it."""

    at = serializers.DateTimeField()
    seconds = serializers.FloatField()
    code = serializers.IntegerField(allow_null=True, help_text="HTTP status")
    answer = serializers.CharField(help_text="the first kilobyte")
    fault = serializers.CharField(help_text="why there was no answer")


class WebhookMessageShape(serializers.Serializer[Any]):
    """A message to one webhook."""

    id = serializers.UUIDField()
    webhook_id = serializers.CharField(source="message_id", help_text="as the header has it")
    event = serializers.CharField()
    body = serializers.CharField(help_text="the JSON as it is signed")
    status = serializers.ChoiceField(choices=WebhookMessage.Status.choices)
    due_at = serializers.DateTimeField()
    added_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    attempts = WebhookTryShape(many=True)


class WebhooksEndpoint(Endpoint):
    """A project's webhooks."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="webhooks",
        summary="Who is told of the project's decisions",
        responses={200: WebhookShape(many=True), 403: Refusal, 404: Refusal},
        tags=["webhooks"],
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """For leads of the project and administrators."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        rows = project.webhooks.select_related("added_by")
        return Response(WebhookShape(rows, many=True).data)

    @extend_schema(
        operation_id="add_webhook",
        summary="Tell an address of decisions from now on",
        request=NewWebhook,
        responses={201: WebhookAdded, **REFUSALS},
        tags=["webhooks"],
    )
    def post(self, request: Request, project_id: UUID) -> Response:
        """The secret is in this answer and in no other."""
        project = access.project_for(self.person, project_id)
        access.demand(self.person, project, "can_manage")
        asked = NewWebhook(data=request.data)
        asked.is_valid(raise_exception=True)
        told = actions.add_webhook(project=project, by=self.person, **asked.validated_data)
        shape = WebhookAdded(told.webhook, context={"secret": told.secret})
        return Response(shape.data, status=status.HTTP_201_CREATED)


class WebhookEndpoint(Endpoint):
    """One webhook."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="change_webhook",
        summary="Choose its events, or turn it on or off",
        request=WebhookChange,
        responses={200: WebhookShape, **REFUSALS},
        tags=["webhooks"],
    )
    def put(self, request: Request, project_id: UUID, webhook_id: UUID) -> Response:
        """What happens while it is off it is not told."""
        row = access.webhook_for(self.person, project_id, webhook_id)
        person = access.demand(self.person, row.project, "can_manage")
        asked = WebhookChange(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = actions.change_webhook(webhook=row, by=person, **asked.validated_data)
        return Response(WebhookShape(changed).data)

    @extend_schema(
        operation_id="remove_webhook",
        summary="Tell an address nothing any more",
        request=None,
        responses={204: None, **REFUSALS},
        tags=["webhooks"],
    )
    def delete(self, request: Request, project_id: UUID, webhook_id: UUID) -> Response:
        """What was sent to it is forgotten; the ledger keeps that it was there."""
        row = access.webhook_for(self.person, project_id, webhook_id)
        actions.remove_webhook(webhook=row, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WebhookSecretEndpoint(Endpoint):
    """A webhook's secret."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="replace_webhook_secret",
        summary="Replace the secret; for a day both sign",
        request=None,
        responses={200: SecretGiven, 403: Refusal, 404: Refusal},
        tags=["webhooks"],
    )
    def post(self, request: Request, project_id: UUID, webhook_id: UUID) -> Response:
        """The new secret is in this answer and in no other."""
        row = access.webhook_for(self.person, project_id, webhook_id)
        told = actions.replace_secret(webhook=row, by=self.person)
        return Response(SecretGiven({"secret": told.secret}).data)


class WebhookMessagesEndpoint(PagedEndpoint):
    """What a webhook was told."""

    writes = Scope.MANAGE
    pagination_class = Cursor

    @extend_schema(
        operation_id="webhook_messages",
        summary="A webhook's messages with every try, newest first",
        responses={
            200: page_shape("WebhookMessagesPage", WebhookMessageShape),
            403: Refusal,
            404: Refusal,
        },
        tags=["webhooks"],
    )
    def get(self, request: Request, project_id: UUID, webhook_id: UUID) -> Response:
        """For leads of the project and administrators."""
        row = access.webhook_for(self.person, project_id, webhook_id)
        access.demand(self.person, row.project, "can_manage")
        return self.page(row.messages.prefetch_related("attempts"), request, WebhookMessageShape)


class WebhookPingEndpoint(Endpoint):
    """A message that tells nothing."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="ping_webhook",
        summary="Send a message that tells nothing, to see whether it arrives",
        request=None,
        responses={201: WebhookMessageShape, **REFUSALS},
        tags=["webhooks"],
    )
    def post(self, request: Request, project_id: UUID, webhook_id: UUID) -> Response:
        """It is sent within seconds; its tries stand with the message."""
        row = access.webhook_for(self.person, project_id, webhook_id)
        message = actions.ping(webhook=row, by=self.person)
        return Response(WebhookMessageShape(message).data, status=status.HTTP_201_CREATED)


class WebhookAgainEndpoint(Endpoint):
    """A message, once more."""

    writes = Scope.MANAGE

    @extend_schema(
        operation_id="send_webhook_again",
        summary="Send a message that is over once more, under the same id",
        request=None,
        responses={200: WebhookMessageShape, **REFUSALS},
        tags=["webhooks"],
    )
    def post(
        self, request: Request, project_id: UUID, webhook_id: UUID, message_id: UUID
    ) -> Response:
        """The time and the signature are new, so that a receiver takes it for no replay."""
        message = access.webhook_message_for(self.person, project_id, webhook_id, message_id)
        actions.send_again(message=message, by=self.person)
        message.refresh_from_db()
        return Response(WebhookMessageShape(message).data)
