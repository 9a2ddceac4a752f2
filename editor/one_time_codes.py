"""One-time codes: those of an authenticator app (RFC 6238, by pyotp), and recovery codes."""

from __future__ import annotations

import secrets
import time

import pyotp
import segno
from django.utils.crypto import constant_time_compare, salted_hmac

STEP = 30
"""Seconds that a code stands, as every authenticator app expects."""
DRIFT = 1
"""Steps before and after that are taken as well: clocks differ, and people type."""
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that can be mistaken for another on paper."""
GROUPS, GROUP = 3, 5
ISSUER = "Imprimatur"


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return pyotp.random_base32()


def step_of(secret: str, code: str) -> int | None:
    """The time step that a code is of; None for one that is of none near now."""
    now = int(time.time()) // STEP
    app = pyotp.TOTP(secret, interval=STEP)
    near = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in near if constant_time_compare(app.at(step * STEP), code)), None)


def address_of(secret: str, username: str) -> str:
    """The ``otpauth:`` address that an app reads from the picture."""
    app = pyotp.TOTP(secret, interval=STEP)
    return app.provisioning_uri(name=username, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The QR code as an SVG element; dark on nothing, so give it a light ground."""
    return segno.make(address, error="m").svg_inline(omitsize=True, border=2)


def new_recovery_codes() -> list[str]:
    """Ten codes of 74 random bits each, to be shown once."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]


def digest_of(code: str) -> str:
    """How a recovery code is kept; case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return salted_hmac("editor.recovery-code", plain, algorithm="sha256").hexdigest()


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))
