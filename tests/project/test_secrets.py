"""The key that signs sessions."""

import stat

from project.environment import Environment
from project.secrets import secret_key


def test_a_configured_key_is_taken_as_it_is(tmp_path):
    assert secret_key(Environment(secret_key="given"), tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_kept(tmp_path):
    first = secret_key(Environment(), tmp_path / "data")
    assert len(first) >= 50
    assert secret_key(Environment(), tmp_path / "data") == first


def test_only_its_owner_may_read_the_key(tmp_path):
    secret_key(Environment(), tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
