"""Who a token acts as, and what it may be used for: every REST request passes here."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework import status
from rest_framework.authentication import TokenAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from editor import attempts
from editor.actions.tokens import digest_of, note_use
from editor.models import ApiToken
from editor.scopes import Scope

WHERE = "on your account page"


class TokenRefused(AuthenticationFailed):
    """The key is unknown, expired or revoked, or its person's account is closed."""

    field = "Authorization"


class ScopeMissing(APIException):
    """The token is good, and may not be used for this."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "scope_missing"
    field = "scopes"


class ScopedTokens(TokenAuthentication):
    """``Authorization: Token KEY``, where only the key's SHA-256 is kept."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and the token; an address that guesses has to wait."""
        plain: HttpRequest = request._request
        if not get_authorization_header(request).lower().startswith(b"token"):
            return None
        seconds = attempts.wait_with_token(plain)
        if seconds:
            raise Throttled(seconds)
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            attempts.failed_with_token(plain)
            raise
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        """The person behind a key that is in force; refused with what became of it if not."""
        rows = ApiToken.objects.select_related("person")
        token = rows.filter(key_sha256=digest_of(key)).first()
        if token is None:
            raise TokenRefused(f"There is no such token. Make one {WHERE}.")
        if token.revoked_at is not None:
            when = f"{token.revoked_at:%-d %b %Y}"
            raise TokenRefused(f"This token was revoked on {when}. Make a new one {WHERE}.")
        if token.state == "expired":
            when = f"{token.expires_at:%-d %b %Y, %H:%M} UTC"
            raise TokenRefused(f"This token expired on {when}. Make a new one {WHERE}.")
        if not token.person.is_active:
            raise TokenRefused("The account of this token is closed.")
        note_use(token=token)
        return token.person, token


def demand_scope(request: Request, writes: Scope | None) -> None:
    """Refuse a token whose scopes do not reach; a session has no scopes and may do all.

    ``writes`` is the scope that an address asks for what changes anything; None is for no token.
    """
    token = request.auth
    if not isinstance(token, ApiToken):
        return
    needed = Scope.READ if request.method in SAFE_METHODS else writes
    if needed is None:
        raise ScopeMissing("No token may do this. Sign in on the pages.")
    if not token.allows(needed):
        raise ScopeMissing(
            f"This token lacks the scope '{needed}'; it has {', '.join(token.scopes)}. "
            f"Make one with '{needed}' {WHERE}."
        )
