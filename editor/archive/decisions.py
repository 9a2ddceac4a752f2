"""Whether the ledger in an archive holds, and tells of the very bytes that lie beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from editor.archive.lineage import GATE_STAGE, ReadRecord
from editor.archive.manifest import LEDGER, REVIEW, ArchivedJob, ArchivedReview, Manifest
from editor.archive.opening import Archive, DoesNotHold
from editor.ledger.candidate_kinds import CandidateAdded
from editor.ledger.chain import Report, check
from editor.ledger.entry import Entry
from editor.ledger.exports import Export, ExportFault, parsed
from editor.ledger.heads import Head, is_signed_by
from editor.ledger.job_kinds import GateJudged, JobEnded, JobQueued, ProofAsked
from editor.ledger.kinds import KINDS
from editor.ledger.publication_kinds import ProofPublished
from editor.ledger.review_kinds import FindingWaived, ProofReviewed
from jobs.stages.contract import Frozen

Body = TypeVar("Body", bound=Frozen)
DONE, APPROVED, FAIL = "done", "approved", "fail"


@dataclass(frozen=True)
class Told:
    """What the ledger tells of the archive's subjects, in its order."""

    entries: tuple[Entry, ...]

    def of(self, form: type[Body], subject: str) -> list[tuple[Entry, Body]]:
        """The entries of a kind about a subject; raises ``DoesNotHold`` for one of another form."""
        found = []
        for entry in self.entries:
            if (entry.kind, entry.subject) == (KINDS[form], subject):
                try:
                    found.append((entry, form.model_validate_json(entry.body)))
                except ValidationError:
                    raise DoesNotHold(LEDGER, f"entry {entry.number} is in no known form") from None
        return found

    def one(self, form: type[Body], subject: str) -> tuple[Entry, Body]:
        """The only entry of a kind about a subject."""
        found = self.of(form, subject)
        if len(found) != 1:
            raise DoesNotHold(
                LEDGER, f"{len(found)} entries say {KINDS[form]} of {subject}: expected one"
            )
        return found[0]


def check_ledger(
    archive: Archive, manifest: Manifest, public_key: str, kept: Sequence[Head]
) -> tuple[Told, list[str]]:
    """Check the chain up to its signed head, and against heads that were kept elsewhere.

    Gives what it tells of the archive's subjects, and notes on what could not be compared. Raises
    ``DoesNotHold`` at the first fault.
    """
    subjects = {
        f"publication:{manifest.publication}",
        f"proof:{manifest.proof}",
        f"candidate:{manifest.candidate}",
        *(f"job:{job.id}" for job in manifest.jobs),
    }
    told: list[Entry] = []
    part = manifest.ledger
    within = [head for head in kept if part.first - 1 <= head.number <= part.last]
    try:
        export = parsed(archive.lines(LEDGER))
        report = check(
            _noted(export.entries, subjects, told),
            start=export.start,
            heads=(*export.heads, *within),
            public_key=public_key,
        )
    except ExportFault as error:
        raise DoesNotHold(LEDGER, str(error)) from None
    except (TypeError, RecursionError) as error:
        raise DoesNotHold(LEDGER, f"an entry holds what none can ({error})") from None
    _check_part(export, report, manifest, public_key)
    return Told(tuple(told)), list(_not_compared(kept, within, manifest, public_key))


def _noted(entries: Iterable[Entry], subjects: set[str], told: list[Entry]) -> Iterator[Entry]:
    for entry in entries:
        if entry.subject in subjects:
            told.append(entry)
        yield entry


def _check_part(export: Export, report: Report, manifest: Manifest, public_key: str) -> None:
    if report.findings:
        raise DoesNotHold(LEDGER, f"{report.findings[0].fault}: {report.findings[0].words}")
    part = manifest.ledger
    if (export.start.number + 1, report.end.number) != (part.first, part.last):
        raise DoesNotHold(
            LEDGER,
            f"it holds the entries {export.start.number + 1} to {report.end.number}, and the "
            f"manifest says {part.first} to {part.last}",
        )
    ends = [head for head in export.heads if head.number == part.last]
    if not any(is_signed_by(head, public_key) for head in ends):
        raise DoesNotHold(LEDGER, "no signed head vouches for its last entry")


def _not_compared(
    kept: Sequence[Head], within: Sequence[Head], manifest: Manifest, public_key: str
) -> Iterator[str]:
    part = manifest.ledger
    for head in kept:
        if head in within:
            continue
        if not is_signed_by(head, public_key):
            raise DoesNotHold(
                f"the kept head of entry {head.number}", "it is not signed by the archive's key"
            )
        yield (
            f"The kept head of entry {head.number} lies outside the archive's part of the ledger "
            f"({part.first} to {part.last}): its key was compared, its entry could not be."
        )


def check_decisions(
    archive: Archive, manifest: Manifest, told: Told, records: dict[str, tuple[ReadRecord, ...]]
) -> list[str]:
    """Check that the ledger names these bytes; gives notes on what it does not tell of.

    Raises ``DoesNotHold`` at the first entry that names others.
    """
    notes: list[str] = []
    _check_publication(manifest, told)
    _check_review(archive, manifest, told)
    for job in manifest.jobs:
        _check_job(job, told, notes)
    _check_gate(manifest, told, records)
    _check_candidate(manifest, told, notes)
    return notes


def _check_publication(manifest: Manifest, told: Told) -> None:
    entry, body = told.one(ProofPublished, f"publication:{manifest.publication}")
    files = tuple(file.sha256 for file in manifest.files)
    if (body.proof, body.picture, body.files) != (manifest.proof, manifest.approved, files):
        raise DoesNotHold(LEDGER, f"entry {entry.number} published other bytes than these")


def _check_review(archive: Archive, manifest: Manifest, told: Told) -> None:
    entry, body = told.one(ProofReviewed, f"proof:{manifest.proof}")
    if (body.verdict, body.digest) != (APPROVED, manifest.approved):
        raise DoesNotHold(
            LEDGER,
            f"entry {entry.number} is the verdict {body.verdict} on {body.digest[:12]}…, and "
            f"{manifest.approved[:12]}… was published",
        )
    review = archive.parsed(REVIEW, ArchivedReview)
    for name, value in {**body.model_dump(), "reviewer": entry.actor}.items():
        if getattr(review, name) != value:
            raise DoesNotHold(
                REVIEW, f"its {name} is not what the ledger's entry {entry.number} says"
            )
    waived = told.of(FindingWaived, f"proof:{manifest.proof}")
    own = [one for _, one in waived if one.digest == manifest.approved]
    if body.gate_verdict == FAIL and len(own) != body.waived:
        raise DoesNotHold(
            LEDGER,
            f"entry {entry.number} counts {body.waived} findings waived, and {len(own)} were",
        )


def _check_job(job: ArchivedJob, told: Told, notes: list[str]) -> None:
    ended = [one for one in told.of(JobEnded, f"job:{job.id}") if one[1].status == DONE]
    if not ended and job.purpose == "exploration":
        notes.append(f"The ledger does not tell how the exploration's job {job.id} ended.")
    elif len(ended) != 1:
        raise DoesNotHold(
            LEDGER, f"{len(ended)} entries say that job {job.id} is done: expected one"
        )
    for entry, end in ended:
        if (end.result, end.records) != (job.result, job.records):
            raise DoesNotHold(
                LEDGER,
                f"entry {entry.number} names another result or other records of {job.purpose}",
            )
    queued = told.of(JobQueued, f"job:{job.id}")
    if not queued:
        notes.append(f"The ledger does not tell who asked for the {job.purpose}'s job {job.id}.")
    for entry, begun in queued:
        if (begun.source, begun.mask) != (job.source, job.mask):
            raise DoesNotHold(
                LEDGER, f"entry {entry.number} queued it with another picture or mask"
            )


def _check_gate(manifest: Manifest, told: Told, records: dict[str, tuple[ReadRecord, ...]]) -> None:
    """The gate's verdict in the ledger is of this proof and by the record that is here."""
    (render,) = manifest.job_for("render")
    judged = told.of(GateJudged, f"job:{render.id}")
    if not judged:
        raise DoesNotHold(LEDGER, f"no entry tells the gate's verdict on job {render.id}")
    entry, body = judged[-1]
    gates = [
        digest
        for digest, record in zip(render.records, records[render.id], strict=True)
        if record.stage == GATE_STAGE
    ]
    if (body.picture, body.record) != (manifest.approved, gates[-1]):
        raise DoesNotHold(
            LEDGER, f"entry {entry.number} judged another picture or by another record"
        )


def _check_candidate(manifest: Manifest, told: Told, notes: list[str]) -> None:
    added = told.of(CandidateAdded, f"candidate:{manifest.candidate}")
    if not added:
        notes.append("The ledger does not tell how the candidate came: it began later.")
    for entry, body in added:
        if (body.original, body.picture) != (manifest.original, manifest.picture):
            raise DoesNotHold(LEDGER, f"entry {entry.number} added another picture")
    for entry, asked in told.of(ProofAsked, f"proof:{manifest.proof}"):
        (render,) = manifest.job_for("render")
        if (asked.candidate, asked.job) != (manifest.candidate, render.id):
            raise DoesNotHold(LEDGER, f"entry {entry.number} asked for another render")
