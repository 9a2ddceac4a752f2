"""Tokens for scripts: one for a name and password, at a bounded rate, and one's own by name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from editor import attempts
from editor.actions.second_factors import WRONG, factor_of, is_right
from editor.actions.sign_ins import Door, note_failure, note_sign_in
from editor.actions.tokens import (
    MOST_DAYS,
    NAME_LENGTH,
    USUAL_DAYS,
    make_token,
    revoke_token,
    sign_in_token,
)
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal, SignInRefused
from editor.scopes import Scope

SCOPES = [scope.value for scope in Scope]


class SignIn(serializers.Serializer[Any]):
    """An account's name and password."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(
        max_length=1024, trim_whitespace=False, style={"input_type": "password"}
    )
    code = serializers.CharField(
        max_length=40,
        required=False,
        default="",
        allow_blank=True,
        help_text="of the account's second factor, if it has one",
    )


class CodeMissing(SignInRefused):
    """The name and the password are right, and the account has a second factor."""

    default_detail = "This account has a second factor: send its code too, as `code`."
    field = "code"


class TokenGiven(serializers.Serializer[Any]):
    """What a script sends from then on: ``Authorization: Token …``."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class NewToken(serializers.Serializer[Any]):
    """A token to make."""

    name = serializers.CharField(max_length=NAME_LENGTH, help_text="what uses it")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES),
        required=False,
        default=list,
        help_text="what it may be used for besides reading",
    )
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, default=USUAL_DAYS
    )


class TokenShape(serializers.Serializer[Any]):
    """A token without its key, which is kept nowhere."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="how its key begins")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    in_force = serializers.BooleanField(help_text="neither expired nor revoked")
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(
        allow_null=True, help_text="to the minute; null if never"
    )
    revoked_at = serializers.DateTimeField(allow_null=True)


class NewTokenShape(TokenShape):
    """A token that was just made, with its key: it is told this once."""

    key = serializers.CharField()


class TokenEndpoint(Endpoint):
    """Sign in by name and password."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="token",
        summary="A token for a name and password",
        request=SignIn,
        responses={200: TokenGiven, 400: Refusal, 401: Refusal, 429: Refusal},
        auth=[],
        tags=["account"],
    )
    def post(self, request: Request) -> Response:
        """Give a new token with every scope; it expires after twelve hours."""
        asked = SignIn(data=request.data)
        asked.is_valid(raise_exception=True)
        username = asked.validated_data["username"]
        seconds = attempts.wait(request._request, username)
        if seconds:
            raise Throttled(seconds)
        password, code = asked.validated_data["password"], asked.validated_data["code"]
        user = authenticate(request._request, username=username, password=password)
        if not isinstance(user, User):
            attempts.failed(request._request, username)
            note_failure(request._request, username, Door.TOKEN)
            raise SignInRefused
        second_factor = factor_of(user) is not None
        if second_factor:
            _demand_code(request._request, user, code)
        made = sign_in_token(person=user)
        note_sign_in(request._request, user, Door.TOKEN, second_factor=second_factor)
        given = {"token": made.key, "expires_at": made.token.expires_at}
        return Response(TokenGiven(given).data, status=status.HTTP_200_OK)


def _demand_code(request: HttpRequest, person: User, code: str) -> None:
    """Refuse without a right code of the person's second factor, and count the wrong ones."""
    seconds = attempts.wait_with_code(person.username)
    if seconds:
        raise Throttled(seconds)
    if not code:
        raise CodeMissing
    if not is_right(person=person, code=code):
        attempts.failed_with_code(person.username)
        note_failure(request, person.username, Door.CODE)
        raise CodeMissing(WRONG)


class TokensEndpoint(Endpoint):
    """A person's own tokens; no token makes another one."""

    @extend_schema(
        operation_id="tokens",
        summary="Your tokens",
        responses={200: TokenShape(many=True)},
        tags=["account"],
    )
    def get(self, request: Request) -> Response:
        """The newest first, those that ended too; never a key."""
        return Response(TokenShape(self.person.api_tokens.all(), many=True).data)

    @extend_schema(
        operation_id="make_token",
        summary="Make a token",
        request=NewToken,
        responses={201: NewTokenShape, 400: Refusal, 403: Refusal},
        tags=["account"],
    )
    def post(self, request: Request) -> Response:
        """Its key is in this answer and never again. Asks for a page's session."""
        asked = NewToken(data=request.data)
        asked.is_valid(raise_exception=True)
        made = make_token(person=self.person, **asked.validated_data)
        shown = {**TokenShape(made.token).data, "key": made.key}
        return Response(shown, status=status.HTTP_201_CREATED)


class OwnTokenEndpoint(Endpoint):
    """One of a person's own tokens."""

    @extend_schema(
        operation_id="revoke_token",
        summary="Revoke a token",
        request=None,
        responses={200: TokenShape, **REFUSALS},
        tags=["account"],
    )
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Sign out the scripts that use it. Asks for a page's session."""
        return Response(TokenShape(revoke_token(person=self.person, token_id=str(token_id))).data)
