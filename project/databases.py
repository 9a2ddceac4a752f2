"""Which database: SQLite in the data folder, or PostgreSQL by its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from project.environment import Environment

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA busy_timeout=20000;"
)


def database_settings(environment: Environment, data_dir: Path) -> dict[str, Any]:
    """Django's settings for the default database."""
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "imprimatur.sqlite3",
            # Writers queue from their first statement on: no deadlock when a read turns to a write.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": SQLITE_PRAGMAS,
                "timeout": 20,
            },
        }
    address = urlsplit(environment.database_url)
    if address.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"IMPRIMATUR_DATABASE_URL starts with '{address.scheme}://'; "
            "expected postgresql://user:password@host:port/name, or nothing for SQLite."
        )
    options = dict(parse_qsl(address.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or ""),
        "OPTIONS": options,
    }
