"""What every test shares: its own data folder, and no broker or server unless it starts one."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator

import django
import pytest
from django.core.cache import cache
from django.db import connections

from tests import scratch
from tests.scheduling import OneStudio

# Settings are read when Django starts, right after this file: a test must never meet the
# data folder, the broker or the secrets of the person who runs it.
for name in [name for name in os.environ if name.startswith("IMPRIMATUR_")]:
    del os.environ[name]
SESSION_FOLDER = scratch.prepare()
os.environ["IMPRIMATUR_DATA_DIR"] = str(SESSION_FOLDER / "data")
os.environ["IMPRIMATUR_REDIS_URL"] = "memory://"
# The run's own processes take every core: a numerical library's threads beside them wait for each
# other, and spin as they do. Shaping one mask took twice the time with two.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"

LONG = (
    "tests/journeys/",
    "tests/jobs/benchmarks/test_replays.py",
    "tests/project/test_studio.py",
    "tests/jobs/test_commands.py",
    "tests/jobs/benchmarks/",
    "tests/jobs/stages/test_dilate.py",
    "tests/project/test_postgresql.py",
    "tests/jobs/test_postgres.py",
)
"""What runs longest, mostly waiting for processes of its own: begun last, it would end alone."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # Tests' own folders lie directly in it: a socket's path may have 107 characters.
    config.option.basetemp = config.option.basetemp or SESSION_FOLDER / "t"
    django.setup()
    let_tests_be_undone()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneStudio:
    """Distribute as ``tests.scheduling`` says."""
    return OneStudio(config, log)


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


NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def surroundings(settings) -> Iterator[None]:
    """Artifacts in the test's own folder, channels in memory, an empty cache, quick passwords.

    The folder is made when something is kept in it: most tests keep nothing.
    """
    settings.STORAGES = {
        **settings.STORAGES,
        "artifacts": {
            "BACKEND": "jobs.disk.AtomicFileStorage",
            "OPTIONS": {"location": SESSION_FOLDER / "artifacts" / str(next(NUMBERS))},
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
