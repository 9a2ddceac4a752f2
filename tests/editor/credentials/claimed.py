"""Claims to sign in tests, and certificates to sign them with."""

from __future__ import annotations

from pathlib import Path

from editor.credentials.claims import COMPOSITE, Claims, RecordClaim, Told
from editor.credentials.given import CredentialSettings
from jobs.stages.contract import Picture
from tests import factories

PICTURE = Picture(factories.pixels(96, 64))


def settings_in(folder: Path, **others: str) -> CredentialSettings:
    """Settings with a folder for the development authority."""
    return CredentialSettings(folder=folder / "credentials", **others)


def claims(ingredient: bytes | None = None) -> Claims:
    """What is said of a picture that was opened, filled in and published."""
    begun = (
        Told(action="c2pa.opened", words="It began with a picture.")
        if ingredient
        else Told(action="c2pa.created", words="It was drawn.", source_type=COMPOSITE)
    )
    told = (
        begun,
        Told(
            action="c2pa.edited",
            words="2 lines of text were filled in.",
            source_type=COMPOSITE,
            agent="imprimatur inpaint",
            agent_version="3",
        ),
        Told(action="c2pa.published", words="A person approved it."),
    )
    return Claims(told, COMPOSITE, record_claim(), ingredient, "image/jpeg" if ingredient else "")


def record_claim() -> RecordClaim:
    """Our own assertion."""
    return RecordClaim(
        publication="a-slug",
        record="1" * 64,
        approved="2" * 64,
        approved_at="2026-11-26T03:00:00+00:00",
        gate_profile="standard",
        gate_checks=7,
        gate_waived=0,
        published_picture="2" * 64,
        gated_again=False,
    )
