"""What an archive says of itself: its files by digest, and how they hang together."""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field

from jobs.stages.contract import Frozen

DIGEST = r"^[0-9a-f]{64}$"
FORMAT: Literal[1] = 1
DOMAIN = "imprimatur archive 1\n"
"""Precedes what is signed, so that no other signature of the key can pass for an archive's."""

MANIFEST, SEAL = "manifest.json", "manifest-signature.json"
LEDGER, REVIEW, GATE, STORY = "ledger.jsonl", "review.json", "gate-report.json", "story.json"
README, SIGNERS = "README.txt", "signers.pem"

Purpose = Literal["exploration", "render", "file"]


class Member(Frozen):
    """A file of the archive; the manifest and its signature are not among them."""

    name: str
    sha256: str = Field(pattern=DIGEST)
    byte_size: int = Field(ge=0)
    what: str = Field(description="what it is, in words")


class ArchivedJob(Frozen):
    """A job that led to the publication: what it began with, what it gave, its steps' records."""

    id: str
    purpose: Purpose
    source: str = Field(pattern=DIGEST)
    mask: str = Field(default="", description="SHA-256 of the drawn mask; empty without one")
    result: str = Field(description="SHA-256; empty where it has none")
    records: tuple[str, ...] = Field(description="SHA-256 of each finished step's, in order")


class ArchivedFile(Frozen):
    """Signed bytes that were published; ``job`` made their pixels, or they are as approved."""

    sha256: str = Field(pattern=DIGEST)
    shown: str = Field(pattern=DIGEST, description="the picture whose pixels it has")
    job: str = ""


class Excerpt(Frozen):
    """The part of the ledger that is in the archive: every entry from one to a signed head's."""

    first: int = Field(ge=1)
    last: int = Field(ge=1)
    whole: bool = Field(description="it begins with the ledger's own first entry")


class Manifest(Frozen):
    """``manifest.json``: whatever the archive holds and claims."""

    format: Literal[1] = FORMAT
    made_at: str = Field(description="UTC, ISO 8601")
    publication: str = Field(description="its public address is /published/<this>/")
    project: str
    candidate: str
    exploration: str = Field(description="the exploration that sampled it; empty for an upload")
    original: str = Field(pattern=DIGEST, description="the picture as it came")
    picture: str = Field(pattern=DIGEST, description="the candidate that work began from")
    proof: str
    approved: str = Field(pattern=DIGEST, description="the proof's picture")
    job_record: str = Field(
        description="SHA-256 of the record that files are signed with, or empty"
    )
    jobs: tuple[ArchivedJob, ...]
    files: tuple[ArchivedFile, ...]
    ledger: Excerpt
    members: tuple[Member, ...]

    def job_for(self, purpose: Purpose) -> tuple[ArchivedJob, ...]:
        """The jobs of a purpose."""
        return tuple(job for job in self.jobs if job.purpose == purpose)


class Seal(Frozen):
    """``manifest-signature.json``: the studio's Ed25519 signature of the manifest's bytes."""

    public_key: str = Field(pattern=DIGEST, description="Ed25519, hexadecimal")
    signature: str = Field(pattern=r"^[0-9a-f]{128}$", description="over what `signed_text` gives")


class ArchivedReview(Frozen):
    """``review.json``: the decision, as the ledger has it too."""

    reviewer: str
    maker: str
    decided_at: str
    verdict: str
    reason: str
    digest: str
    gate_verdict: str
    reason_code: str
    suggested_stage: str
    waived: int


def signed_text(manifest_sha256: str) -> bytes:
    """The bytes that an archive's signature is over."""
    return (DOMAIN + manifest_sha256).encode("ascii")


def is_sealed(seal: Seal, manifest_sha256: str) -> bool:
    """Whether the seal's own key signed a manifest with this digest."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key)).verify(
            bytes.fromhex(seal.signature), signed_text(manifest_sha256)
        )
    except (InvalidSignature, ValueError):
        return False
    return True
