"""Every guard: the table, the change, when it is refused, and what the database says then.

A guard's ``when`` is SQL that both databases read, over ``NEW`` and ``OLD``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What a guard stands before; SQLite has no TRUNCATE."""

    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    TRUNCATE = "TRUNCATE"


@dataclass(frozen=True)
class Guard:
    """A change that the database refuses ``when`` a condition holds; always when it is empty."""

    name: str
    table: str
    change: Change
    words: str
    when: str = ""


def append_only(table: str, name: str, *keys: str) -> Iterator[Guard]:
    """Rows that are neither changed nor deleted.

    ``keys`` are the columns that are unique one by one: SQLite's REPLACE would delete a row that
    shares one without asking the guard before DELETE.
    """
    said = name.replace("_", " ")
    for change in (Change.UPDATE, Change.DELETE, Change.TRUNCATE):
        done = "changed" if change == Change.UPDATE else "deleted"
        yield Guard(
            f"{name}_{change.lower()}", table, change, f"A {said} is written once: never {done}."
        )
    taken = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    if taken:
        yield Guard(
            f"{name}_replace",
            table,
            Change.INSERT,
            f"This {said} is there already: it is written once.",
            when=f"EXISTS (SELECT 1 FROM {table} WHERE {taken})",  # noqa: S608 - names of ours
        )


APPROVER_HAD_A_HAND = """NEW.verdict = 'approved' AND (
    EXISTS (SELECT 1 FROM editor_proof
            WHERE id = NEW.proof_id AND made_by_id = NEW.reviewer_id)
    OR EXISTS (SELECT 1 FROM editor_contribution
               WHERE proof_id = NEW.proof_id AND person_id = NEW.reviewer_id))"""

WAIVER_IS_NOT_ALLOWED = """EXISTS (SELECT 1 FROM editor_review WHERE proof_id = NEW.proof_id)
    OR EXISTS (SELECT 1 FROM editor_proof
               WHERE id = NEW.proof_id AND made_by_id = NEW.waived_by_id)
    OR EXISTS (SELECT 1 FROM editor_contribution
               WHERE proof_id = NEW.proof_id AND person_id = NEW.waived_by_id)
    OR NOT EXISTS (
        SELECT 1 FROM editor_proof JOIN jobs_job ON jobs_job.id = editor_proof.job_id
        WHERE editor_proof.id = NEW.proof_id AND jobs_job.status = 'done'
          AND jobs_job.verdict = 'fail' AND jobs_job.result_id = NEW.digest)"""

WAIVERS_ARE_MISCOUNTED = """NEW.waived <> CASE
    WHEN NEW.verdict = 'approved' AND NEW.gate_verdict = 'fail'
    THEN (SELECT COUNT(*) FROM editor_waiver WHERE proof_id = NEW.proof_id) ELSE 0 END"""

REVIEW_IS_NOT_OF_THE_PROOF = """NOT EXISTS (
    SELECT 1 FROM editor_proof JOIN jobs_job ON jobs_job.id = editor_proof.job_id
    WHERE editor_proof.id = NEW.proof_id AND editor_proof.made_by_id = NEW.maker_id
      AND jobs_job.status = 'done' AND jobs_job.result_id = NEW.digest
      AND jobs_job.verdict = NEW.gate_verdict)"""

NOT_WHAT_WAS_APPROVED = """NOT EXISTS (
    SELECT 1 FROM editor_review
    JOIN editor_proof ON editor_proof.id = editor_review.proof_id
    JOIN jobs_job ON jobs_job.id = editor_proof.job_id
    WHERE editor_review.id = NEW.review_id AND editor_review.proof_id = NEW.proof_id
      AND editor_review.verdict = 'approved' AND editor_review.digest = NEW.picture_id
      AND jobs_job.result_id = NEW.picture_id)"""

FILE_SHOWS_ANOTHER_PICTURE = """NOT EXISTS (
    SELECT 1 FROM editor_publication
    WHERE slug = NEW.publication_id AND picture_id = NEW.shown_id AND NEW.gate_job_id IS NULL)
    AND NOT EXISTS (
    SELECT 1 FROM editor_publication JOIN jobs_job ON jobs_job.source_id = picture_id
    WHERE slug = NEW.publication_id AND jobs_job.id = NEW.gate_job_id
      AND jobs_job.status = 'done' AND jobs_job.result_id = NEW.shown_id
      AND (jobs_job.verdict = 'pass' OR jobs_job.verdict = 'fail' AND EXISTS (
        SELECT 1 FROM editor_review WHERE id = review_id AND waived > 0)))"""

NOT_THE_NEXT_ENTRY = """NEW.number <> COALESCE(
    (SELECT number FROM editor_ledgerentry ORDER BY number DESC LIMIT 1), 0) + 1
    OR NEW.previous <> COALESCE(
    (SELECT hash FROM editor_ledgerentry ORDER BY number DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')"""

PROOF_CHANGES_HANDS = (
    "NEW.made_by_id <> OLD.made_by_id OR NEW.job_id <> OLD.job_id "
    "OR NEW.candidate_id <> OLD.candidate_id OR NEW.revision <> OLD.revision"
)

DONE_JOB_CHANGES = (
    "OLD.status = 'done' AND (NEW.status <> 'done' OR NEW.verdict <> OLD.verdict "
    "OR NEW.result_id IS NULL OR NEW.result_id <> OLD.result_id "
    "OR NEW.asked_by_id <> OLD.asked_by_id)"
)

_ALL = (
    # What replaces an entry does not follow the last one either.
    *append_only("editor_ledgerentry", "ledger_entry"),
    Guard(
        "ledger_entry_order",
        "editor_ledgerentry",
        Change.INSERT,
        "A ledger entry has to follow the last one: its number and the hash before it do not.",
        when=NOT_THE_NEXT_ENTRY,
    ),
    *append_only("editor_ledgerhead", "ledger_head", "number"),
    *append_only("editor_contribution", "contribution", "id"),
    *append_only("editor_gateprofile", "gate_profile", "id"),
    *append_only("editor_waiver", "waiver", "id"),
    Guard(
        "waiver_of_an_open_failure",
        "editor_waiver",
        Change.INSERT,
        "A finding is waived before a decision, on a proof that the gate failed, by none of its "
        "makers.",
        when=WAIVER_IS_NOT_ALLOWED,
    ),
    *append_only("editor_review", "review", "id", "proof_id"),
    Guard(
        "review_counts_waivers",
        "editor_review",
        Change.INSERT,
        "A review says how many findings of a failed gate were waived.",
        when=WAIVERS_ARE_MISCOUNTED,
    ),
    Guard(
        "review_approver_had_a_hand",
        "editor_review",
        Change.INSERT,
        "Whoever made or edited a proof cannot approve it.",
        when=APPROVER_HAD_A_HAND,
    ),
    Guard(
        "review_of_the_proof",
        "editor_review",
        Change.INSERT,
        "A review names the proof's finished picture, its maker and what the gate said of it.",
        when=REVIEW_IS_NOT_OF_THE_PROOF,
    ),
    *append_only("editor_publication", "publication", "slug", "proof_id", "review_id"),
    Guard(
        "publication_of_what_was_approved",
        "editor_publication",
        Change.INSERT,
        "Only the picture that was approved can be published.",
        when=NOT_WHAT_WAS_APPROVED,
    ),
    *append_only("editor_publishedfile", "published_file", "id", "signed_id"),
    Guard(
        "published_file_shows_what_passed",
        "editor_publishedfile",
        Change.INSERT,
        "A published file shows the approved picture, or what the gate passed of it once more.",
        when=FILE_SHOWS_ANOTHER_PICTURE,
    ),
    *append_only("editor_withdrawal", "withdrawal", "id", "publication_id"),
    Guard(
        "proof_keeps_its_maker",
        "editor_proof",
        Change.UPDATE,
        "A proof keeps its maker, its job, its candidate and its revision.",
        when=PROOF_CHANGES_HANDS,
    ),
    Guard(
        "job_keeps_its_result",
        "jobs_job",
        Change.UPDATE,
        "A finished job keeps its result, its verdict and who asked for it.",
        when=DONE_JOB_CHANGES,
    ),
)

GUARDS: dict[str, Guard] = {guard.name: guard for guard in _ALL}
"""By name; a guard's name is unique, and the trigger's is the same with a prefix."""
