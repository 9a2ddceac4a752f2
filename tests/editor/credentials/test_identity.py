"""Who signs: the development authority, a key in a file, in the environment, or in a KMS."""

from __future__ import annotations

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from editor.credentials import identity as identities
from editor.credentials.authority import AUTHORITY_NAME, ORGANIZATION, development_files
from editor.credentials.errors import CredentialError
from editor.credentials.identity import identity
from editor.credentials.reading import Standing, read_credentials
from editor.credentials.signing import signed_file
from jobs.stages.published_formats import OutputFormat
from tests.editor.credentials.claimed import PICTURE, claims, settings_in

ISSUER = ec.generate_private_key(ec.SECP256R1())


def kms(data: bytes) -> bytes:
    """A key that this process reaches only through a call, as a KMS's."""
    return identities._ecdsa(KMS_KEY, data)


KMS_KEY = ec.generate_private_key(ec.SECP256R1())


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def certificate(key, name: str = "Harbour Press", *, days: int = 30) -> str:
    """A signer's certificate and its issuer's, as an authority would give them."""
    issuer = subject_of("Harbour Authority")
    root = built(issuer, issuer, ISSUER.public_key(), ca=True, days=3650)
    leaf = built(subject_of(name), issuer, key.public_key(), ca=False, days=days)
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in (leaf, root))


def subject_of(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Harbour"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def built(subject, issuer, public_key, *, ca: bool, days: int) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, 0 if ca else None), True)
        .add_extension(usage, True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ISSUER.public_key()), False
        )
    )
    if not ca:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, False)
    return builder.sign(ISSUER, hashes.SHA256())


def test_the_development_authority_says_what_it_is_and_keeps_its_keys_to_itself(tmp_path):
    files = development_files(tmp_path / "credentials")
    leaf, root = x509.load_pem_x509_certificates(files.chain.read_bytes())
    assert root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == AUTHORITY_NAME
    named = leaf.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    assert named == ORGANIZATION == "Imprimatur development, vouched for by nobody"
    for path in (tmp_path / "credentials").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    leaf.verify_directly_issued_by(root)


def test_the_authority_is_made_once(tmp_path):
    first = development_files(tmp_path / "credentials").chain.read_text()
    assert development_files(tmp_path / "credentials").chain.read_text() == first
    assert [path.name for path in tmp_path.iterdir()] == ["credentials"]


def make(folder) -> str:
    return development_files(folder).chain.read_text()


def test_processes_that_start_together_share_one_authority(tmp_path):
    with multiprocessing.get_context("fork").Pool(3) as pool:
        made = pool.map(make, [tmp_path / "credentials"] * 6)
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["credentials"]


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["P-256", "P-384", "RSA", "Ed25519"],
)
@pytest.mark.parametrize("given", ["file", "text"])
def test_a_key_of_one_s_own_signs_from_a_file_or_as_text(tmp_path, key, given):
    chain, private = certificate(key), pem(key)
    anchors = chain[chain.rindex("-----BEGIN") :]
    if given == "file":
        for name, text in {"chain.pem": chain, "key.pem": private}.items():
            (tmp_path / name).write_text(text)
        chain, private = str(tmp_path / "chain.pem"), str(tmp_path / "key.pem")
    settings = settings_in(tmp_path, certificates=chain, key=private, anchors=anchors)
    found = read_credentials(signed_file(PICTURE, OutputFormat(), claims(), settings), settings)
    assert found.standing is Standing.TRUSTED
    assert (found.signer, found.issuer) == ("Harbour Press", "Harbour")
    assert not found.development and not identity(settings).development
    assert not (tmp_path / "credentials").exists()


def test_a_kms_signs_through_a_callback(tmp_path):
    settings = settings_in(tmp_path, certificates=certificate(KMS_KEY), callback=f"{__name__}.kms")
    found = read_credentials(signed_file(PICTURE, OutputFormat(), claims(), settings), settings)
    assert (found.standing, found.signer) == (Standing.VALID, "Harbour Press")


def test_an_expired_certificate_signs_nothing_that_holds(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    settings = settings_in(tmp_path, certificates=certificate(key, days=-1), key=pem(key))
    try:
        data = signed_file(PICTURE, OutputFormat(), claims(), settings)
    except CredentialError as error:
        assert "Harbour Press" in str(error)
    else:
        assert not read_credentials(data, settings).holds


A_KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"key": pem(A_KEY)}, "without IMPRIMATUR_SIGNING_CERTIFICATES"),
        ({"certificates": certificate(A_KEY)}, "Set one of IMPRIMATUR_SIGNING_KEY"),
        ({"certificates": "/nowhere.pem", "key": pem(A_KEY)}, "cannot be read"),
        ({"certificates": certificate(A_KEY), "key": pem(KMS_KEY)}, "does not belong"),
        ({"certificates": certificate(A_KEY), "key": "-----BEGIN X-----"}, "is not a PEM key"),
        ({"certificates": "-----BEGIN X-----", "key": pem(A_KEY)}, "no PEM certificates"),
        ({"certificates": certificate(A_KEY), "callback": "no.such.thing"}, "cannot be imported"),
    ],
)  # fmt: skip
def test_what_cannot_sign_says_which_setting_is_wrong(tmp_path, given, words):
    with pytest.raises(CredentialError, match=words):
        identity(settings_in(tmp_path, **given))
