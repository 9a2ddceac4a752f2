"""Publishing approved proofs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from editor.actions.errors import ActionError
from editor.actions.publications import publish
from editor.guards.triggers import lifted
from editor.models import Publication
from jobs import artifacts
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return factories.person("maker")


@pytest.fixture
def proof(maker):
    project = factories.project(creative=maker)
    return factories.proof(factories.candidate(project), by=maker)


@pytest.fixture
def approved(proof):
    factories.review(proof, by=proof.candidate.project.created_by)
    return proof


def test_the_maker_publishes_what_another_person_approved(approved, maker):
    publication = publish(proof=approved, by=maker)
    assert publication.picture_id == approved.review.digest
    assert publication.published_by == maker
    assert len(publication.slug) >= 12


def test_a_publication_is_told_to_the_projects_watchers(approved, maker):
    publication = publish(proof=approved, by=maker)
    event = Event.objects.get(kind="proof.published")
    assert event.payload == {"proof": str(approved.id), "slug": publication.slug}


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
    with pytest.raises(artifacts.ArtifactError, match="altered"):
        publish(proof=approved, by=maker)
    assert not Publication.objects.exists()


def test_a_proof_is_published_once(approved, maker):
    publish(proof=approved, by=maker)
    with pytest.raises(ActionError, match="already published"):
        publish(proof=approved, by=maker)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("staff", [False, True])
def test_only_members_publish(approved, staff):
    with pytest.raises(PermissionDenied):
        publish(proof=approved, by=factories.person(staff=staff))
