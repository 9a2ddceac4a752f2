"""Signing an order's files: what is said of each, and the proof that it shows what was approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from editor.credentials.claims import Claims, RecordClaim
from editor.credentials.configured import credential_settings
from editor.credentials.errors import CredentialError
from editor.credentials.given import CredentialSettings
from editor.credentials.identity import identity
from editor.credentials.reading import read_credentials
from editor.credentials.signing import signed_file
from editor.credentials.story import source_type_of, told_of
from editor.evidence import gate_report
from editor.models import OrderedFile, PublicationOrder
from jobs import artifacts, records
from jobs.models import Artifact
from jobs.records import JobRecord, job_record
from jobs.stages.codec import decode_picture
from jobs.stages.contract import Picture
from jobs.stages.gate.report import GateReport
from jobs.stages.perceptual_hash import phash
from jobs.stages.published_formats import MEDIA_TYPES, decode, same_pixels


@dataclass(frozen=True)
class SignedFile:
    """A signed file as it is to be published."""

    file: OrderedFile
    signed: Artifact
    shown: Artifact
    record: Artifact
    phash: str
    signer: str
    development: bool


@dataclass(frozen=True)
class _Subject:
    """What all files of an order have in common."""

    order: PublicationOrder
    slug: str
    picture: Picture
    record: JobRecord
    kept_record: Artifact
    gate: GateReport
    settings: CredentialSettings


def sign_all(order: PublicationOrder, files: Iterable[OrderedFile], slug: str) -> list[SignedFile]:
    """Encode, sign and store each file, and read it back.

    Raises ``CredentialError`` when one cannot be signed, does not verify, or shows other pixels
    than the gate passed; ``ArtifactError`` when a stored picture is missing or altered.
    """
    job = order.proof.job
    gate = gate_report(job)
    if gate is None:
        raise CredentialError("There is no gate's report on this proof: render it again.")
    record = job_record(job)
    subject = _Subject(
        order=order,
        slug=slug,
        picture=decode_picture(artifacts.read(order.review.digest)),
        record=record,
        kept_record=artifacts.put(record.to_bytes(), records.MEDIA_TYPE),
        gate=gate,
        settings=credential_settings(),
    )
    return [_signed(subject, file) for file in files]


def _signed(subject: _Subject, file: OrderedFile) -> SignedFile:
    shown = _shown(subject, file)
    gated = decode_picture(artifacts.read(shown.digest))
    wanted, settings = file.wanted, subject.settings
    data = signed_file(subject.picture, wanted, _claims(subject, file, shown), settings)
    read = read_credentials(data, settings)
    if not read.holds:
        raise CredentialError(
            f"{file.title} does not verify right after it was signed: {'; '.join(read.faults)}. "
            "See to the signing certificate, then publish again."
        )
    if not same_pixels(decode(data, wanted.format), gated):
        raise CredentialError(
            f"{file.title} came out with other pixels than the gate passed: this process encodes "
            "with other libraries than the worker. Update both alike, then publish again."
        )
    signer = identity(settings)
    return SignedFile(
        file=file,
        signed=artifacts.put(data, MEDIA_TYPES[wanted.format], *gated.size),
        shown=shown,
        record=subject.kept_record,
        phash=phash(gated.pixels),
        signer=signer.name,
        development=signer.development,
    )


def _shown(subject: _Subject, file: OrderedFile) -> Artifact:
    """The picture that the gate passed and that the file must show."""
    if file.job is None:
        return Artifact.objects.get(pk=subject.order.review.digest)
    if file.job.result is None:
        raise CredentialError(f"{file.title} has no gated picture: publish again.")
    return file.job.result


def _claims(subject: _Subject, file: OrderedFile, shown: Artifact) -> Claims:
    candidate, review = subject.order.proof.candidate, subject.order.review
    told = told_of(subject.record, file.wanted, sampled=candidate.is_sample, waived=review.waived)
    record = RecordClaim(
        publication=subject.slug,
        record=subject.kept_record.digest,
        approved=review.digest,
        approved_at=review.decided_at.astimezone(UTC).isoformat(timespec="seconds"),
        gate_profile=str(subject.gate.profile),
        gate_checks=sum(check.verdict == "pass" for check in subject.gate.checks),
        gate_waived=review.waived,
        published_picture=shown.digest,
        gated_again=file.job is not None,
    )
    came_as = None if candidate.is_sample else candidate.original
    return Claims(
        told=told,
        source_type=source_type_of(told),
        record=record,
        ingredient=artifacts.read(came_as.digest) if came_as else None,
        ingredient_type=came_as.media_type if came_as else "",
    )
