"""The measurement of a long ledger, at small size."""

import pytest

from editor.ledger.measuring import measure

pytestmark = pytest.mark.django_db


def test_a_ledger_of_its_own_is_written_checked_and_exported(tmp_path):
    found = measure(300, tmp_path)
    assert found.rows == 300
    for rate in (found.written, found.checked, found.exported, found.checked_export):
        assert rate.passed > 0
        assert rate.worked > 0
    assert found.database_bytes > 300 * 300
    assert {file.name for file in tmp_path.iterdir()} == {"ledger.sqlite3", "ledger.jsonl"}
