"""SQLite in the data folder, or PostgreSQL by its address."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import load_backend

from project.databases import database_settings
from project.environment import Environment


def connected(settings):
    """A connection of its own with these settings."""
    complete = connections.configure_settings({"default": settings})["default"]
    return load_backend(complete["ENGINE"]).DatabaseWrapper(complete, "trial")


def test_without_an_address_it_is_sqlite_in_the_data_folder(tmp_path):
    settings = database_settings(Environment(), tmp_path)
    assert settings["NAME"] == tmp_path / "imprimatur.sqlite3"


def test_sqlite_writes_ahead_and_keeps_foreign_keys(tmp_path, django_db_blocker):
    connection = connected(database_settings(Environment(), tmp_path))
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()
    connection.close()
    assert (journal, foreign_keys) == (("wal",), (1,))


def test_an_address_is_taken_apart(tmp_path):
    environment = Environment(database_url="postgresql://ada:p%40ss@db.example:6543/studio")
    settings = database_settings(environment, tmp_path)
    assert settings["USER"] == "ada"
    assert settings["PASSWORD"] == "p@ss"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == (
        "db.example",
        "6543",
        "studio",
    )


def test_another_kind_of_address_is_refused(tmp_path):
    environment = Environment(database_url="mysql://db/studio")
    with pytest.raises(ImproperlyConfigured, match="starts with 'mysql://'; expected postgresql"):
        database_settings(environment, tmp_path)
