"""What every test shares: its own data folder, and no broker or server unless it starts one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.core.cache import cache
from django.db import connections

# Settings are read when Django starts, right after this file: a test must never meet the
# data folder, the broker or the secrets of the person who runs it.
for name in [name for name in os.environ if name.startswith("IMPRIMATUR_")]:
    del os.environ[name]
SESSION_FOLDER = Path(tempfile.mkdtemp(prefix="imprimatur-tests-"))
os.environ["IMPRIMATUR_DATA_DIR"] = str(SESSION_FOLDER / "data")
os.environ["IMPRIMATUR_REDIS_URL"] = "memory://"
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"

LONG = (
    "tests/journeys/",
    "tests/jobs/benchmarks/test_replays.py",
    "tests/project/test_studio.py",
    "tests/jobs/test_commands.py",
    "tests/jobs/benchmarks/",
)
"""What runs longest, mostly waiting for processes of its own: begun last, it would end alone."""


def pytest_configure() -> None:
    django.setup()
    let_tests_be_undone()


def let_tests_be_undone() -> None:
    """Lift the database's guards while Django empties the tables after a test that commits."""
    from django.test import TransactionTestCase

    from editor.guards.triggers import lifted

    empty = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with lifted(connections["default"]):
            empty(self)

    TransactionTestCase._fixture_teardown = teardown


def pytest_unconfigure() -> None:
    shutil.rmtree(SESSION_FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process waits for another at the end."""

    def rank(item: pytest.Item) -> int:
        return next((at for at, part in enumerate(LONG) if item.nodeid.startswith(part)), len(LONG))

    items.sort(key=rank)


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path: Path) -> Iterator[None]:
    """Artifacts in the test's own folder, channels in memory, an empty cache, quick passwords."""
    settings.STORAGES = {
        **settings.STORAGES,
        "artifacts": {
            "BACKEND": "jobs.disk.AtomicFileStorage",
            "OPTIONS": {"location": tmp_path / "artifacts"},
        },
    }
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file and not memory: threads and sockets then meet the locks that they meet in use."""
    connections["default"].settings_dict["TEST"]["NAME"] = str(SESSION_FOLDER / "test.sqlite3")
