"""The demo accounts: random passwords, made once a data folder, kept where its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import TypeAdapter

from jobs.stages.contract import Frozen

FILE_NAME = "demo-sign-ins.json"
USERNAMES = ("creative", "reviewer", "admin")


class SignIn(Frozen):
    """A demo account and its password."""

    username: str
    password: str


SIGN_INS = TypeAdapter(tuple[SignIn, ...])


def read_sign_ins(data_dir: Path) -> tuple[SignIn, ...]:
    """The sign-ins of this data folder; none when the demo was never made."""
    path = data_dir / FILE_NAME
    return SIGN_INS.validate_json(path.read_bytes()) if path.exists() else ()


def make_sign_ins(data_dir: Path) -> tuple[SignIn, ...]:
    """The sign-ins of this data folder, made on first use (mode 0600)."""
    made = read_sign_ins(data_dir)
    if not made:
        made = tuple(SignIn(username=name, password=secrets.token_urlsafe(9)) for name in USERNAMES)
        handle = os.open(data_dir / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(SIGN_INS.dump_json(made, indent=2))
    return made
