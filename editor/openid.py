"""Signing in by another house's provider: OpenID Connect Core 1.0, code flow with PKCE, by Authlib.

Authlib finds the provider's addresses and keys, binds state, nonce and verifier to the session, and
checks the ID token's signature and claims. What is asked of the claims stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

PATIENCE = 10
"""Seconds that the provider has for each answer."""
SCOPES = "openid email profile"
SIGNED_BY = frozenset(
    f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)
) | {"EdDSA"}
"""Signatures that only the provider can make; never ``none``, never a shared secret's."""


class NotSignedIn(Exception):
    """The provider could not be reached, or what it said does not hold; for the log."""


@dataclass(frozen=True)
class Provider:
    """Where sign-ins are taken from, as the settings say."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Said:
    """What the provider says of a person; ``email`` is empty unless it was verified there."""

    issuer: str
    subject: str
    email: str
    name: str


def provider() -> Provider | None:
    """The configured provider; None when there is none."""
    if not settings.OIDC_ISSUER:
        return None
    return Provider(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def lead_there(request: HttpRequest, asked: Provider, back: str) -> HttpResponse:
    """A redirect to the provider, which sends people ``back``; ``NotSignedIn`` if it is away."""
    try:
        answer: HttpResponse = _client(asked).authorize_redirect(request, back)
    except (OAuthError, requests.RequestException, RuntimeError, ValueError) as error:
        raise NotSignedIn(f"{asked.issuer} cannot be asked: {error}") from error
    return answer


def said_by(request: HttpRequest, asked: Provider) -> Said:
    """What the provider said of whoever came back; ``NotSignedIn`` when it does not hold."""
    client = _client(asked)
    try:
        _only_signed(client.load_server_metadata())
        token = client.authorize_access_token(request, claims_options=_demands(asked))
        claims: dict[str, Any] | None = token.get("userinfo")
        if claims is None:
            raise NotSignedIn("The provider gave no ID token.")
        if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
            claims = _with_more(claims, client.userinfo(token=token))
    except (OAuthError, JoseError, requests.RequestException, RuntimeError, ValueError) as error:
        raise NotSignedIn(f"{asked.issuer}: {error}") from error
    verified = claims.get("email_verified") in (True, "true")
    return Said(
        issuer=asked.issuer,
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")).strip() if verified else "",
        name=str(claims.get("preferred_username", "")),
    )


def _with_more(claims: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What the user info adds; it must be about the same subject (OpenID Connect Core, 5.3.2)."""
    if more.get("sub") != claims["sub"]:
        raise NotSignedIn("The provider's user info is of somebody else.")
    return {**more, **claims}


def _demands(asked: Provider) -> dict[str, dict[str, Any]]:
    return {
        "iss": {"essential": True, "value": asked.issuer},
        "aud": {"essential": True, "value": asked.client_id},
        "sub": {"essential": True},
    }


def _only_signed(metadata: dict[str, Any]) -> None:
    named = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        algorithm for algorithm in named if algorithm in SIGNED_BY
    ]


@lru_cache(maxsize=4)
def _client(asked: Provider) -> Any:
    """Authlib's client; it keeps the provider's addresses and keys while the process lasts."""
    return OAuth().register(
        "studio",
        client_id=asked.client_id,
        client_secret=asked.client_secret,
        server_metadata_url=f"{asked.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": SCOPES,
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
