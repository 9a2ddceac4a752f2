"""The key that signs sessions: from the environment, or made once for a data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from project.environment import Environment


def secret_key(environment: Environment, data_dir: Path) -> str:
    """Return the configured key, or the data folder's own, made on first use (mode 0600)."""
    if environment.secret_key:
        return environment.secret_key
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
