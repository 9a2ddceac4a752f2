"""What the database refuses when somebody goes around the application."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from editor.guards.rules import GUARDS
from editor.guards.triggers import lift, missing, put, tables_of
from editor.ledger.append import tip
from editor.models import (
    LedgerEntry,
    LedgerHead,
    Publication,
    PublishedFile,
    Review,
    Waiver,
    Withdrawal,
)
from tests import factories
from tests.editor.ledger.chains import chain, end, head_at, next_entry

pytestmark = pytest.mark.django_db


def refused(statement, *values, words):
    with (
        pytest.raises(IntegrityError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def row(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def insertion(table, values, verb="INSERT"):
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    return f"{verb} INTO {table} ({names}) VALUES ({marks})"


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def ben():
    return factories.person("ben")


@pytest.fixture
def proof(ada, ben):
    project = factories.project(creative=ada, reviewer=ben)
    return factories.proof(factories.candidate(project), by=ada)


@pytest.fixture
def published(proof, ben):
    factories.review(proof, by=ben)
    return factories.publication(proof, by=ben)


@pytest.fixture
def ledger():
    LedgerEntry.objects.bulk_create(LedgerEntry(**entry._asdict()) for entry in chain(3))
    LedgerHead.objects.create(**head_at(chain(3)[2]).model_dump())


WRITTEN_ONCE = {
    "editor_review": ("reason", "This review is there already"),
    "editor_publication": ("slug", "This publication is there already"),
    "editor_ledgerentry": ("body", "has to follow the last one"),
    "editor_ledgerhead": ("hash", "This ledger head is there already"),
    "editor_contribution": ("part", "This contribution is there already"),
    "editor_publishedfile": ("signer", "This published file is there already"),
    "editor_withdrawal": ("words", "This withdrawal is there already"),
}


@pytest.fixture
def blocked(ada, ben):
    project = factories.project(creative=ada, reviewer=ben)
    return factories.proof(factories.candidate(project), by=ada, verdict="fail")


def waived(proof, by):
    return Waiver.objects.create(
        proof=proof, digest=proof.job.result_id, check_name="seam", check_version="1", x=0, y=0,
        width=8, height=8, score=3.5, finding="A step", reason="It is a shelf.", waived_by=by,
    )  # fmt: skip


def test_a_waiver_is_never_changed_or_deleted(blocked, ben):
    waived(blocked, ben)
    refused("UPDATE editor_waiver SET reason = 'x'", words="never changed")
    refused("DELETE FROM editor_waiver", words="never deleted")


def test_who_had_a_hand_in_a_proof_waives_nothing_on_it(blocked, ada, ben):
    with pytest.raises(IntegrityError, match="by none of its makers"), transaction.atomic():
        waived(blocked, ada)
    blocked.contributions.create(person=ben, part="masked")
    with pytest.raises(IntegrityError, match="by none of its makers"), transaction.atomic():
        waived(blocked, ben)


def test_nothing_is_waived_where_the_gate_passed_or_somebody_decided(proof, blocked, ben):
    with pytest.raises(IntegrityError, match="that the gate failed"), transaction.atomic():
        waived(proof, ben)
    factories.review(blocked, by=ben, verdict="rejected")
    with pytest.raises(IntegrityError, match="before a decision"), transaction.atomic():
        waived(blocked, ben)


def test_an_approval_cannot_claim_waivers_that_are_not_there(blocked, ben):
    review = Review(
        proof=blocked, reviewer=ben, maker=blocked.made_by, verdict="approved",
        digest=blocked.job.result_id, gate_verdict="fail", waived=1,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="how many findings"), transaction.atomic():
        review.save()
    waived(blocked, ben)
    review.save()


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_what_is_written_once_is_never_changed_deleted_or_replaced(table, ledger, published, ada):
    Withdrawal.objects.create(publication=published, reason="error", withdrawn_by=ada)
    published.proof.contributions.create(person=ada, part="made")
    column, taken = WRITTEN_ONCE[table]
    refused(f"UPDATE {table} SET {column} = 'x'", words="never changed")
    refused(f"UPDATE OR REPLACE {table} SET {column} = 'x'", words="never changed")
    refused(f"DELETE FROM {table}", words="never deleted")
    values = row(table)
    refused(insertion(table, values, "REPLACE"), *values.values(), words=taken)


def test_a_published_file_shows_the_approved_picture_or_one_that_passed_again(published, ada):
    signed = factories.artifact()
    file = PublishedFile(
        publication=published, signed=signed, shown=signed, record=signed,
        phash="0" * 16, signer="x", development=True, format="jpeg",
    )  # fmt: skip
    job = factories.job(
        published.proof.candidate.project, by=ada, source=published.picture, verdict="fail"
    )
    for gate_job, shown in ((None, signed), (job, job.result), (job, published.picture)):
        file.gate_job, file.shown = gate_job, shown
        with pytest.raises(IntegrityError, match="what the gate passed"), transaction.atomic():
            file.save(force_insert=True)
    passed = factories.job(published.proof.candidate.project, by=ada, source=published.picture)
    file.gate_job, file.shown = passed, passed.result
    file.save(force_insert=True)


def test_the_maker_cannot_approve_by_naming_another_as_the_maker(proof, ada, ben):
    review = Review(
        proof=proof, reviewer=ada, maker=ben, verdict="approved",
        digest=proof.job.result_id, gate_verdict="pass",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        review.save()


def test_a_superuser_who_made_it_cannot_approve_either(proof, ada):
    ada.is_superuser = ada.is_staff = True
    ada.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.review(proof, by=ada)


def test_whoever_drew_the_mask_cannot_approve(proof, ben):
    proof.contributions.create(person=ben, part="masked")
    with pytest.raises(IntegrityError, match="made or edited"), transaction.atomic():
        factories.review(proof, by=ben)
    factories.review(proof, by=ben, verdict="rejected")


def test_a_failed_proof_cannot_be_approved_by_saying_that_it_passed(ada, ben):
    project = factories.project(creative=ada, reviewer=ben)
    proof = factories.proof(factories.candidate(project), by=ada, verdict="fail")
    proof.job.verdict = "pass"
    with pytest.raises(IntegrityError, match="what the gate said"), transaction.atomic():
        factories.review(proof, by=ben)


def test_a_review_names_the_picture_that_the_proof_holds(proof, ben):
    proof.job.result = factories.artifact()
    with pytest.raises(IntegrityError, match="names the proof's finished picture"):
        factories.review(proof, by=ben)


def test_a_proof_does_not_change_its_maker(proof, ben):
    refused("UPDATE editor_proof SET made_by_id = %s", ben.pk, words="keeps its maker")


@pytest.mark.parametrize(
    "change", ["verdict = 'fail'", "status = 'queued'", "result_id = NULL", "asked_by_id = 0"]
)
def test_a_finished_job_keeps_what_was_judged(proof, change):
    refused(f"UPDATE jobs_job SET {change}", words="A finished job keeps")


def test_another_picture_than_the_approved_is_not_published(proof, ben):
    review = factories.review(proof, by=ben)
    with pytest.raises(IntegrityError, match="Only the picture that was approved"):
        Publication.objects.create(
            proof=proof, review=review, picture=factories.artifact(), published_by=ben
        )


def test_what_was_refused_is_not_published(proof, ben):
    review = factories.review(proof, by=ben, verdict="rejected")
    with pytest.raises(IntegrityError, match="Only the picture that was approved"):
        Publication.objects.create(
            proof=proof, review=review, picture=proof.job.result, published_by=ben
        )


def test_an_entry_that_does_not_follow_the_last_one_is_refused(ledger):
    entry = next_entry(end(chain(3)))
    for wrong in ({"number": 9}, {"number": 0}, {"previous": "0" * 64}):
        values = {**entry._asdict(), **wrong}
        statement = insertion("editor_ledgerentry", values)
        refused(statement, *values.values(), words="has to follow")
    with connection.cursor() as cursor:
        cursor.execute(insertion("editor_ledgerentry", entry._asdict()), tuple(entry))
    assert tip() == end((entry,))


def test_every_guard_is_in_place_after_migrating():
    assert missing(connection) == []


def test_every_guard_speaks_of_tables_that_are_there():
    tables = set(connection.introspection.table_names())
    assert {name for guard in GUARDS.values() for name in tables_of(guard)} <= tables


def test_a_guard_that_is_gone_or_weakened_is_told():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_review_update")
        cursor.execute("DROP TRIGGER guard_review_delete")
        cursor.execute(
            "CREATE TRIGGER guard_review_delete BEFORE DELETE ON editor_review BEGIN SELECT 1; END"
        )
    assert missing(connection) == ["review_update", "review_delete"]
    put(connection)
    assert missing(connection) == []


def test_migrating_puts_back_what_is_gone():
    lift(connection)
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
