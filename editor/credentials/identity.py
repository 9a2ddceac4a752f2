"""Who signs: a certificate chain, and a key in a file, in the environment or in a KMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from c2pa import C2paSigningAlg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID
from django.utils.module_loading import import_string

from editor.credentials.authority import development_files
from editor.credentials.errors import CredentialError
from editor.credentials.given import CredentialSettings, pem_of

Sign = Callable[[bytes], bytes]
"""Signs a claim: the raw signature that COSE wants, r and s side by side for ECDSA (RFC 9053)."""

_CURVES: dict[str, tuple[C2paSigningAlg, hashes.HashAlgorithm]] = {
    "secp256r1": (C2paSigningAlg.ES256, hashes.SHA256()),
    "secp384r1": (C2paSigningAlg.ES384, hashes.SHA384()),
    "secp521r1": (C2paSigningAlg.ES512, hashes.SHA512()),
}


@dataclass(frozen=True)
class Identity:
    """A signer: PEM chain with the signer's own certificate first, and how it signs."""

    name: str
    chain: str
    algorithm: C2paSigningAlg
    sign: Sign
    development: bool


@lru_cache(maxsize=4)
def identity(settings: CredentialSettings) -> Identity:
    """The configured signer, or the development one when no certificate is configured.

    Raises ``CredentialError`` where the certificate, the key or the callback cannot be used.
    """
    if not settings.certificates:
        if settings.key or settings.callback:
            raise CredentialError(
                "IMPRIMATUR_SIGNING_KEY or IMPRIMATUR_SIGNING_CALLBACK is set without "
                "IMPRIMATUR_SIGNING_CERTIFICATES: give the chain that belongs to the key."
            )
        files = development_files(settings.folder)
        return _by_key(files.chain.read_text(), files.key.read_text(), development=True)
    chain = pem_of(settings.certificates, "IMPRIMATUR_SIGNING_CERTIFICATES")
    if bool(settings.key) == bool(settings.callback):
        raise CredentialError(
            "Set one of IMPRIMATUR_SIGNING_KEY and IMPRIMATUR_SIGNING_CALLBACK beside "
            "IMPRIMATUR_SIGNING_CERTIFICATES."
        )
    if settings.callback:
        return _by_callback(chain, settings.callback)
    return _by_key(chain, pem_of(settings.key, "IMPRIMATUR_SIGNING_KEY"), development=False)


def _leaf(chain: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(chain.encode())[0]
    except ValueError as error:
        raise CredentialError(
            "IMPRIMATUR_SIGNING_CERTIFICATES holds no PEM certificates: give the whole chain, "
            "the signer's own first."
        ) from error


def _name_of(leaf: x509.Certificate) -> str:
    named = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else leaf.subject.rfc4514_string()


def _algorithm(leaf: x509.Certificate) -> C2paSigningAlg:
    key = leaf.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name][0]
    if isinstance(key, rsa.RSAPublicKey):
        return C2paSigningAlg.PS256
    if isinstance(key, ed25519.Ed25519PublicKey):
        return C2paSigningAlg.ED25519
    raise CredentialError(
        "The certificate's key is of a kind that C2PA does not sign with: use P-256, P-384, "
        "P-521, RSA or Ed25519."
    )


def _by_callback(chain: str, path: str) -> Identity:
    try:
        sign: Sign = import_string(path)
    except ImportError as error:
        raise CredentialError(
            f"IMPRIMATUR_SIGNING_CALLBACK names '{path}', which cannot be imported: give "
            "package.module.function, a function from bytes to the raw signature."
        ) from error
    leaf = _leaf(chain)
    return Identity(_name_of(leaf), chain, _algorithm(leaf), sign, development=False)


def _by_key(chain: str, key_pem: str, *, development: bool) -> Identity:
    leaf = _leaf(chain)
    try:
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise CredentialError(
            "IMPRIMATUR_SIGNING_KEY is not a PEM key without a password: convert it to PKCS 8."
        ) from error
    if key.public_key() != leaf.public_key():
        raise CredentialError(
            "IMPRIMATUR_SIGNING_KEY does not belong to the first certificate of "
            "IMPRIMATUR_SIGNING_CERTIFICATES: put the signer's own certificate first."
        )
    sign = _signing(key)
    return Identity(_name_of(leaf), chain, _algorithm(leaf), sign, development=development)


def _signing(key: object) -> Sign:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return lambda data: _ecdsa(key, data)
    if isinstance(key, rsa.RSAPrivateKey):
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256().digest_size)
        return lambda data: key.sign(data, salted, hashes.SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign
    raise CredentialError("IMPRIMATUR_SIGNING_KEY is of a kind that C2PA does not sign with.")


def _ecdsa(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(_CURVES[key.curve.name][1])))
    size = (key.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")
