"""Signing: the last thing that happens to a file before it is published."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import c2pa

from editor.credentials.claims import Claims, ingredient, manifest
from editor.credentials.errors import CredentialError
from editor.credentials.given import CredentialSettings
from editor.credentials.identity import Identity, identity
from editor.credentials.xmp import packet
from jobs.stages.contract import Picture
from jobs.stages.published_formats import MEDIA_TYPES, OutputFormat, encode

VERSION = "0.5.0"
"""The studio's, as its files tell it."""
# A thumbnail of the picture that work began with would show the world what was taken out of it.
_BUILDING: dict[str, Any] = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": True},
}


def signed_file(
    picture: Picture, wanted: OutputFormat, claims: Claims, settings: CredentialSettings
) -> bytes:
    """Encode a picture with its XMP packet and sign the whole; the bytes are final.

    Raises ``CredentialError`` when it cannot be signed, ``StageError`` when not encoded.
    """
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    xmp = packet(claims.record, claims.source_type, VERSION, made_at)
    data = encode(picture, wanted, xmp)
    return sign(data, MEDIA_TYPES[wanted.format], claims, identity(settings), settings)


def sign(
    data: bytes, media_type: str, claims: Claims, by: Identity, settings: CredentialSettings
) -> bytes:
    """The bytes with a manifest in them (C2PA 2); raises ``CredentialError``."""
    signed = io.BytesIO()
    try:
        with (
            c2pa.Signer.from_callback(
                by.sign, by.algorithm, by.chain, settings.timestamp_url or None
            ) as signer,
            c2pa.Context.from_dict(_BUILDING) as context,
            c2pa.Builder(manifest(claims, VERSION), context) as builder,
        ):
            if claims.ingredient is not None:
                builder.add_ingredient(
                    ingredient(), claims.ingredient_type, io.BytesIO(claims.ingredient)
                )
            builder.sign(signer, media_type, io.BytesIO(data), signed)
    except (c2pa.C2paError, ValueError) as error:
        raise CredentialError(
            f"The {media_type} could not be signed as {by.name}: {' '.join(str(error).split())}"
        ) from error
    return signed.getvalue()
