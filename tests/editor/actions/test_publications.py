"""Publishing approved proofs: what goes out, what stays inside, and what is said of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from editor.actions.errors import ActionError
from editor.actions.publication_orders import finish
from editor.actions.publications import publish
from editor.credentials.configured import credential_settings
from editor.credentials.reading import Standing, read_credentials
from editor.guards.triggers import lifted
from editor.models import LedgerEntry, Publication, PublicationFormat, PublicationOrder
from jobs import artifacts
from jobs.models import Event
from jobs.records import JobRecord, job_record
from jobs.stages.codec import decode_picture
from jobs.stages.published_formats import decode, same_pixels
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return factories.person("ada-lovelace")


@pytest.fixture
def proof(maker):
    project = factories.project(creative=maker)
    made = factories.proof(factories.candidate(project), by=maker)
    factories.gate_step(made.job)
    return made


@pytest.fixture
def approved(proof):
    factories.review(proof, by=proof.candidate.project.created_by)
    return proof


def choose(proof, **wanted) -> PublicationFormat:
    project = proof.candidate.project
    return PublicationFormat.objects.create(project=project, added_by=project.created_by, **wanted)


def test_the_maker_publishes_what_another_person_approved(approved, maker):
    order = publish(proof=approved, by=maker)
    publication = Publication.objects.get(proof=approved)
    assert order.outcome == PublicationOrder.Outcome.PUBLISHED
    assert publication.picture_id == approved.review.digest
    assert publication.published_by == maker
    assert len(publication.slug) >= 12


def test_a_project_that_chose_no_format_publishes_a_png_in_full_size(approved, maker):
    publish(proof=approved, by=maker)
    (file,) = Publication.objects.get(proof=approved).files.all()
    assert (file.format, file.longest_side, file.gate_job) == ("png", 0, None)
    assert file.signed.media_type == "image/png"


def test_the_signed_file_shows_the_approved_pixels_and_verifies(approved, maker):
    publish(proof=approved, by=maker)
    file = Publication.objects.get(proof=approved).files.get()
    data = artifacts.read(file.signed_id)
    credentials = read_credentials(data, credential_settings())
    assert credentials.standing is Standing.VALID
    assert credentials.development and file.development
    assert same_pixels(decode(data, "png"), decode_picture(artifacts.read(approved.review.digest)))


def test_the_file_names_the_approval_and_the_record_that_is_kept(approved, maker):
    publish(proof=approved, by=maker)
    publication = Publication.objects.get(proof=approved)
    file = publication.files.get()
    claim = read_credentials(artifacts.read(file.signed_id), credential_settings()).record
    assert claim.publication == publication.slug
    assert claim.approved == claim.published_picture == approved.review.digest
    assert claim.record == file.record_id
    kept = JobRecord.model_validate_json(artifacts.read(claim.record))
    assert kept == job_record(approved.job)
    assert (claim.gate_profile, claim.gate_checks, claim.gated_again) == ("standard", 1, False)


def test_an_upload_is_told_as_opened_and_its_original_as_the_ingredient(approved, maker):
    publish(proof=approved, by=maker)
    file = Publication.objects.get(proof=approved).files.get()
    credentials = read_credentials(artifacts.read(file.signed_id), credential_settings())
    assert [one.action for one in credentials.actions] == [
        "c2pa.opened",
        "c2pa.converted",
        "c2pa.published",
    ]
    assert credentials.ingredients == ("The picture it began with",)


def test_the_file_names_nobody_and_no_file_of_theirs(approved, maker):
    publish(proof=approved, by=maker)
    data = artifacts.read(Publication.objects.get(proof=approved).files.get().signed_id)
    for name in (b"ada-lovelace", b"photo.png", b"Posters"):
        assert name not in data


def test_a_publication_is_told_to_the_projects_watchers(approved, maker):
    publish(proof=approved, by=maker)
    publication = Publication.objects.get()
    event = Event.objects.get(kind="proof.published")
    assert event.payload == {"proof": str(approved.id), "slug": publication.slug}


def test_the_ledger_names_the_bytes_that_left(approved, maker):
    publish(proof=approved, by=maker)
    publication = Publication.objects.get()
    entry = LedgerEntry.objects.get(kind="proof.published")
    assert (entry.actor, entry.subject) == (maker.username, f"publication:{publication.slug}")
    assert publication.files.get().signed_id in entry.body


def test_what_nobody_approved_stays_inside(proof, maker):
    with pytest.raises(ActionError, match="Nobody has approved"):
        publish(proof=proof, by=maker)


@pytest.mark.parametrize("verdict", ["rejected", "changes"])
def test_what_was_refused_stays_inside(proof, maker, verdict):
    factories.review(proof, by=proof.candidate.project.created_by, verdict=verdict)
    with pytest.raises(ActionError, match="only an approved proof"):
        publish(proof=proof, by=maker)


def test_other_bytes_than_the_approved_stay_inside(approved, maker):
    approved.job.result = factories.artifact()
    with lifted(connection):
        approved.job.save()
    with pytest.raises(ActionError, match="no longer the picture that was approved"):
        publish(proof=approved, by=maker)


def test_altered_bytes_stay_inside(approved, maker):
    digest = approved.review.digest
    storage, name = artifacts.storage(), artifacts.path_of(digest)
    storage.delete(name)
    with storage.open(name, "wb") as file:
        file.write(b"something else")
    with pytest.raises(ActionError, match="altered"):
        publish(proof=approved, by=maker)
    assert not Publication.objects.exists()
    assert PublicationOrder.objects.get().outcome == PublicationOrder.Outcome.FAILED


def test_a_proof_is_published_once(approved, maker):
    publish(proof=approved, by=maker)
    with pytest.raises(ActionError, match="already published"):
        publish(proof=approved, by=maker)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("staff", [False, True])
def test_only_members_publish(approved, staff):
    with pytest.raises(PermissionDenied):
        publish(proof=approved, by=factories.person(staff=staff))


def test_files_with_other_pixels_wait_for_the_gate(approved, maker):
    choose(approved, format="png")
    choose(approved, format="jpeg", longest_side=32, quality=80)
    order = publish(proof=approved, by=maker)
    assert order.outcome == PublicationOrder.Outcome.OPEN
    job = order.files.get(format="jpeg").job
    assert [step.stage for step in job.steps.all()] == ["reencode", "gate"]
    assert job.source_id == approved.review.digest
    assert job.source_mask_id == approved.job.result_mask_id
    assert job.steps.get(stage="gate").params["profile"]["name"] == "standard"
    assert not Publication.objects.exists()
    with pytest.raises(
        ActionError, match="ada-lovelace is publishing this proof already: JPEG, 32 px"
    ):
        publish(proof=approved, by=maker)


def test_an_order_that_a_dead_process_left_behind_is_taken_up(approved, maker):
    order = PublicationOrder.objects.create(proof=approved, review=approved.review, asked_by=maker)
    order.files.create(format="png")
    with pytest.raises(ActionError, match="publishing this proof already"):
        publish(proof=approved, by=maker)
    PublicationOrder.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert publish(proof=approved, by=maker) == order
    assert Publication.objects.get().files.count() == 1


def test_finishing_an_order_again_changes_nothing(approved, maker):
    order = publish(proof=approved, by=maker)
    finish(order.pk)
    assert Publication.objects.count() == 1
    assert Publication.objects.get().files.count() == 1


def test_a_certificate_that_cannot_be_read_publishes_nothing(approved, maker, settings):
    settings.CREDENTIALS = {
        **settings.CREDENTIALS, "certificates": "/nowhere/chain.pem", "key": "/nowhere/key.pem",
    }  # fmt: skip
    with pytest.raises(ActionError, match="IMPRIMATUR_SIGNING_CERTIFICATES names '/nowhere"):
        publish(proof=approved, by=maker)
    assert not Publication.objects.exists()
