"""What belongs into a publication's archive: jobs, records, pictures, a part of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Max, Min

from editor.actions.errors import ActionError
from editor.archive.manifest import ArchivedFile, ArchivedJob, ArchivedReview, Excerpt, Purpose
from editor.evidence import gate_report
from editor.ledger.append import tip
from editor.ledger.heads import Head
from editor.ledger.keeping import Refused, head_covering
from editor.ledger.keys import KeyFault
from editor.models import Candidate, LedgerEntry, Proof, Publication, PublishedFile, Review
from editor.story.whole import story_of
from jobs.artifacts import ArtifactError
from jobs.models import Artifact, Job, Step
from jobs.records import load
from jobs.stages.gate.report import GateReport

SHORT = 5000
"""Entries: a ledger that has no more goes into the archive whole."""
SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/tiff": "tif",
    "application/json": "json",
}


@dataclass(frozen=True)
class Kept:
    """Stored bytes that go into the archive: their name there, and what they are."""

    name: str
    digest: str
    what: str


@dataclass(frozen=True)
class Gathered:
    """Everything that an archive is written from."""

    publication: Publication
    jobs: tuple[ArchivedJob, ...]
    files: tuple[ArchivedFile, ...]
    job_record: str
    review: ArchivedReview
    gate: GateReport | None
    story: str
    kept: tuple[Kept, ...]
    excerpt: Excerpt
    head: Head

    @property
    def proof(self) -> Proof:
        """What was published."""
        return self.publication.proof

    @property
    def candidate(self) -> Candidate:
        """What the proof was rendered from."""
        return self.proof.candidate


def gathered(publication: Publication) -> Gathered:
    """Find everything behind a publication (``access.published``); reads records and no picture.

    Raises ``ActionError`` when the ledger cannot vouch for it, ``ArtifactError`` when a record is
    missing or altered.
    """
    proof = publication.proof
    files = list(publication.files.select_related("signed", "gate_job").order_by("id"))
    jobs = tuple(_jobs(proof, files))
    excerpt, head = _excerpt(publication, jobs)
    digests = _Digests()
    _collect(digests, proof.candidate, files, jobs)
    return Gathered(
        publication=publication,
        jobs=jobs,
        files=tuple(
            ArchivedFile(
                sha256=file.signed_id, shown=file.shown_id, job=str(file.gate_job_id or "")
            )
            for file in files
        ),
        job_record=files[0].record_id if files else "",
        review=_review(publication.review),
        gate=gate_report(proof.job),
        story=story_of(proof, whole=True).model_dump_json(indent=2),
        kept=tuple(digests.named()),
        excerpt=excerpt,
        head=head,
    )


class _Digests:
    """What is to be kept, each digest once, under what it was first called."""

    def __init__(self) -> None:
        self.words: dict[str, tuple[str, str]] = {}

    def add(self, folder: str, digest: str, what: str) -> None:
        self.words.setdefault(digest, (folder, what))

    def named(self) -> Iterator[Kept]:
        rows = Artifact.objects.in_bulk(self.words)
        for digest, (folder, what) in self.words.items():
            row = rows.get(digest)
            if row is None:
                raise ArtifactError(
                    f"Artifact {digest[:12]} ({what}) is not known any more; restore the database "
                    "from a backup."
                )
            suffix = SUFFIXES.get(row.media_type, "bin")
            yield Kept(f"{folder}/{digest}.{suffix}", digest, what)


def _collect(
    digests: _Digests,
    candidate: Candidate,
    files: list[PublishedFile],
    jobs: tuple[ArchivedJob, ...],
) -> None:
    for file in files:
        digests.add("published", file.signed_id, f"published: {file.title}")
        digests.add("records", file.record_id, "record of the whole render")
    digests.add("pictures", candidate.original_id, "the picture as it came")
    digests.add("pictures", candidate.picture_id, "the candidate")
    for job in jobs:
        for digest in job.records:
            record = load(digest)
            told = f"{job.purpose}, step {record.index + 1} ({record.stage})"
            digests.add("records", digest, f"{told}: record")
            if job.purpose == "exploration":
                # Its other samples are other candidates: the record names them.
                continue
            for role, given in (*record.inputs.items(), *record.outputs.items()):
                folder = "regions" if role == "regions" else "pictures"
                digests.add(folder, given, f"{told}: {role}")


def _jobs(proof: Proof, files: list[PublishedFile]) -> Iterator[ArchivedJob]:
    exploration = proof.candidate.exploration
    if exploration is not None:
        yield _job(exploration.job, "exploration")
    yield _job(proof.job, "render")
    for file in files:
        if file.gate_job is not None:
            yield _job(file.gate_job, "file")


def _job(job: Job, purpose: Purpose) -> ArchivedJob:
    records = Step.objects.filter(job=job, record__isnull=False).order_by("index")
    return ArchivedJob(
        id=str(job.pk),
        purpose=purpose,
        source=job.source_id,
        mask=job.source_mask_id or "",
        result=job.result_id or "",
        records=tuple(records.values_list("record", flat=True)),
    )


def _review(review: Review) -> ArchivedReview:
    return ArchivedReview(
        reviewer=review.reviewer.get_username(),
        maker=review.maker.get_username(),
        decided_at=review.decided_at.astimezone(UTC).isoformat(),
        verdict=review.verdict,
        reason=review.reason,
        digest=review.digest,
        gate_verdict=review.gate_verdict,
        reason_code=review.reason_code,
        suggested_stage=review.suggested_stage,
        waived=review.waived,
    )


def _excerpt(publication: Publication, jobs: tuple[ArchivedJob, ...]) -> tuple[Excerpt, Head]:
    """The entries from the first about this publication to a signed head, or from the beginning."""
    own = f"publication:{publication.slug}"
    candidate = publication.proof.candidate
    about = [
        own,
        f"proof:{publication.proof_id}",
        f"candidate:{candidate.pk}",
        f"exploration:{candidate.exploration_id}",
        *(f"job:{job.id}" for job in jobs),
    ]
    if not LedgerEntry.objects.filter(subject=own, kind="proof.published").exists():
        raise ActionError(
            "The ledger does not tell of this publication: it was published before the ledger "
            "began, and an archive of it could not be verified."
        )
    told = LedgerEntry.objects.filter(subject__in=about)
    first, last = told.aggregate(first=Min("number"), last=Max("number")).values()
    end = tip().number
    whole = end <= SHORT
    try:
        head = head_covering(end if whole else last)
    except (Refused, KeyFault) as error:
        raise ActionError(
            f"The ledger cannot vouch for this publication ({error}). Find out what happened with "
            "`manage.py ledger verify` first."
        ) from error
    return Excerpt(first=1 if whole else first, last=head.number, whole=whole or first == 1), head
