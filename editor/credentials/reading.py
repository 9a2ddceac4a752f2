"""Reading a file's credentials back: whether they hold, who signed, and what they say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import c2pa
from pydantic import ValidationError

from editor.credentials.authority import ORGANIZATION
from editor.credentials.claims import RECORD_LABEL, RecordClaim
from editor.credentials.given import CredentialSettings, pem_of
from jobs.stages.intake_formats import format_of

UNTRUSTED = "signingCredential.untrusted"
"""Not a fault of the file: the reader knows nobody who vouches for the signer."""


class Standing(StrEnum):
    """How far a file's credentials hold."""

    TRUSTED = "trusted"
    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


@dataclass(frozen=True)
class ReadAction:
    """An action as the manifest tells it."""

    action: str
    words: str
    source_type: str
    agent: str


@dataclass(frozen=True)
class Credentials:
    """A file's active manifest and what became of checking it. ``faults`` say why it is invalid."""

    standing: Standing
    signer: str = ""
    issuer: str = ""
    signed_at: str = ""
    algorithm: str = ""
    actions: tuple[ReadAction, ...] = ()
    ingredients: tuple[str, ...] = ()
    record: RecordClaim | None = None
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """The bytes are the signed ones, whoever the signer is."""
        return self.standing in {Standing.TRUSTED, Standing.VALID}

    @property
    def development(self) -> bool:
        """Signed by some studio's own development CA."""
        return self.issuer == ORGANIZATION


def read_credentials(data: bytes, settings: CredentialSettings) -> Credentials:
    """What a PNG, JPEG, WebP or AVIF says of itself, checked against its own bytes.

    A file without a manifest, or of another kind, has none. ``CredentialSettings.anchors`` are
    whom this reader trusts; without them no signature is more than valid.
    """
    kind = format_of(data)
    if kind is None:
        return Credentials(Standing.NONE)
    try:
        with c2pa.Context.from_dict(_checking(settings)) as context:
            reader = c2pa.Reader.try_create(kind.media_type, io.BytesIO(data), context=context)
            if reader is None:
                return Credentials(Standing.NONE)
            with reader:
                return _credentials(json.loads(reader.json()))
    except (c2pa.C2paError, ValueError) as error:
        if "ManifestNotFound" in type(error).__name__ + str(error):
            return Credentials(Standing.NONE)
        return Credentials(Standing.INVALID, faults=(" ".join(str(error).split()),))


def _checking(settings: CredentialSettings) -> dict[str, Any]:
    checking: dict[str, Any] = {"version": 1, "verify": {"verify_trust": True}}
    if settings.anchors:
        anchors = pem_of(settings.anchors, "IMPRIMATUR_TRUST_ANCHORS")
        checking["trust"] = {"trust_anchors": anchors}
    return checking


def _credentials(store: dict[str, Any]) -> Credentials:
    manifest = store["manifests"][store["active_manifest"]]
    signature = manifest.get("signature_info", {})
    results = store.get("validation_results", {}).get("activeManifest", {})
    failures = [one for one in results.get("failure", []) if one["code"] != UNTRUSTED]
    return Credentials(
        standing=Standing(store["validation_state"].lower()),
        signer=signature.get("common_name", ""),
        issuer=signature.get("issuer", ""),
        signed_at=signature.get("time", ""),
        algorithm=signature.get("alg", ""),
        actions=tuple(_actions(manifest.get("assertions", []))),
        ingredients=tuple(one.get("title", "") for one in manifest.get("ingredients", [])),
        record=_record(manifest.get("assertions", [])),
        faults=tuple(f"{one['code']}: {one.get('explanation', '')}" for one in failures),
    )


def _actions(assertions: list[dict[str, Any]]) -> Iterable[ReadAction]:
    for assertion in assertions:
        if not assertion["label"].startswith("c2pa.actions"):
            continue
        for one in assertion["data"]["actions"]:
            agent = one.get("softwareAgent") or {}
            told = agent if isinstance(agent, dict) else {"name": str(agent)}
            yield ReadAction(
                action=one["action"],
                words=one.get("description", ""),
                source_type=one.get("digitalSourceType", ""),
                agent=" ".join(filter(None, (told.get("name"), told.get("version")))),
            )


def _record(assertions: list[dict[str, Any]]) -> RecordClaim | None:
    """Our assertion; None where it is missing, or was written by something else."""
    for assertion in assertions:
        if assertion["label"] == RECORD_LABEL:
            try:
                return RecordClaim.model_validate(assertion["data"])
            except ValidationError:
                return None
    return None
