"""The development authority: a CA that this studio makes for itself, and that nobody else knows.

It lets the whole way to a signed file run before anyone has bought a certificate. Its names say
what it is, since whoever reads them in a published file must not take it for more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ORGANIZATION = "Imprimatur development, vouched for by nobody"
AUTHORITY_NAME = "Imprimatur development CA"
SIGNER_NAME = "Imprimatur development signer"
YEARS = 10
"""A development signature carries no trusted time, so it holds only as long as its certificate."""


@dataclass(frozen=True)
class DevelopmentFiles:
    """Where the development certificates and key lie."""

    chain: Path
    key: Path
    authority: Path


def development_files(folder: Path) -> DevelopmentFiles:
    """The files in ``folder``, made on first use; processes that start together make one set."""
    if not folder.exists():
        _make(folder)
    return DevelopmentFiles(folder / "signer.pem", folder / "signer-key.pem", folder / "ca.pem")


def _make(folder: Path) -> None:
    """Write a set beside ``folder`` and rename it there; whoever comes second drops theirs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        _write(made)
        # Renaming a folder onto one that holds files fails: that one then stands.
        with contextlib.suppress(FileExistsError, OSError):
            made.rename(folder)
        if not folder.exists():
            raise FileNotFoundError(f"{folder} cannot be made.")
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write(folder: Path) -> None:
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    signer_key = ec.generate_private_key(ec.SECP256R1())
    signer = _signer(signer_key, authority_key, authority)
    _keep(folder / "ca.pem", _pem(authority))
    _keep(folder / "ca-key.pem", _private(authority_key))
    _keep(folder / "signer.pem", _pem(signer) + _pem(authority))
    _keep(folder / "signer-key.pem", _private(signer_key))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _name(AUTHORITY_NAME)
    builder = _begun(name, name, key)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signing_certificates=True), critical=True)
    return builder.sign(key, hashes.SHA256())


def _signer(
    key: ec.EllipticCurvePrivateKey,
    authority_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
) -> x509.Certificate:
    """A leaf as C2PA asks for: digitalSignature, emailProtection, the issuer's key named."""
    builder = _begun(_name(SIGNER_NAME), authority.subject, key)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    builder = builder.add_extension(_usage(signing_certificates=False), critical=True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
    )
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), False
    )
    return builder.sign(authority_key, hashes.SHA256())


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks differ by minutes, and a certificate from the future is refused.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _usage(*, signing_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signing_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signing_certificates,
        crl_sign=signing_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _keep(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
