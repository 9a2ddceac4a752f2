"""Signing in for scripts: a name and password for a token, at a bounded rate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from editor import attempts
from editor.actions.sign_ins import Door, note_failure, note_sign_in
from editor.actions.tokens import kept_token
from editor.api.endpoint import Endpoint
from editor.api.errors import Refusal, SignInRefused


class SignIn(serializers.Serializer[Any]):
    """An account's name and password."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(
        max_length=1024, trim_whitespace=False, style={"input_type": "password"}
    )


class TokenGiven(serializers.Serializer[Any]):
    """What a script sends from then on: ``Authorization: Token …``."""

    token = serializers.CharField()


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
        """Give the account's token; it is made on first use and stays until it is withdrawn."""
        asked = SignIn(data=request.data)
        asked.is_valid(raise_exception=True)
        username = asked.validated_data["username"]
        seconds = attempts.wait(request._request, username)
        if seconds:
            raise Throttled(seconds)
        user = authenticate(request._request, **asked.validated_data)
        if not isinstance(user, User):
            attempts.failed(request._request, username)
            note_failure(request._request, username, Door.TOKEN)
            raise SignInRefused
        token = kept_token(person=user)
        note_sign_in(request._request, user, Door.TOKEN)
        return Response({"token": token.key}, status=status.HTTP_200_OK)
