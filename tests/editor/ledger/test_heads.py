"""Signed heads, and the key that signs them."""

import stat

import pytest

from editor.ledger.heads import is_signed_by
from editor.ledger.keys import KeyFault, ledger_key
from tests.editor.ledger.chains import KEY, STRANGER, chain, head_at

HEAD = head_at(chain(3)[2])


def test_a_head_is_signed_by_its_key_and_no_other():
    assert is_signed_by(HEAD, KEY.public_key)
    assert not is_signed_by(HEAD, STRANGER.public_key)


@pytest.mark.parametrize(
    "change", [{"number": 4}, {"hash": "0" * 64}, {"at": "2026-11-26T03:00:03.000001Z"}]
)
def test_a_head_with_another_value_is_not_signed(change):
    assert not is_signed_by(HEAD.model_copy(update=change), KEY.public_key)


def test_a_head_that_claims_another_key_is_not_the_studios():
    assert not is_signed_by(head_at(chain(3)[2], STRANGER), KEY.public_key)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "ledger-key.pem"
    made = ledger_key(path)
    ledger_key.cache_clear()
    assert ledger_key(path).public_key == made.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["ledger-key.pem"]


def test_the_secret_for_seals_follows_from_the_key_and_is_not_shown():
    assert len(KEY.seal_key) == 32
    assert KEY.seal_key != STRANGER.seal_key
    assert "private" not in repr(KEY)


def test_a_file_that_is_no_key_is_told_with_what_to_do(tmp_path):
    path = tmp_path / "key.pem"
    path.write_text("not a key")
    with pytest.raises(KeyFault, match="Restore it from a backup"):
        ledger_key(path)


def test_a_key_of_another_kind_is_refused(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    path = tmp_path / "key.pem"
    path.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(KeyFault, match="not an Ed25519 key"):
        ledger_key(path)
