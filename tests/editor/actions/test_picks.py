"""Picking candidates."""

import pytest
from django.core.exceptions import PermissionDenied

from editor.actions.explorations import pick, unpick
from jobs.models import Event, Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def sample(ada):
    return factories.sample(factories.exploration(factories.project(creative=ada), by=ada))


def finding_jobs() -> int:
    return Job.objects.filter(recipe_name="find-text").count()


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="candidate.").values_list("kind", flat=True))


def test_a_pick_says_who_and_when_and_is_told(sample, ada):
    picked = pick(candidate=sample, by=ada)
    assert picked.picked_by == ada
    assert picked.picked_at is not None
    assert kinds() == ["candidate.picked"]


def test_the_first_pick_of_a_sample_looks_for_text_on_it(sample, ada):
    assert pick(candidate=sample, by=ada).finding.source == sample.picture
    unpick(candidate=sample, by=ada)
    pick(candidate=sample, by=ada)
    assert finding_jobs() == 1


def test_who_picked_first_stays_written_down(sample, ada):
    pick(candidate=sample, by=ada)
    lead = sample.project.created_by
    assert pick(candidate=sample, by=lead).picked_by == ada
    assert kinds() == ["candidate.picked"]


def test_an_unpicked_candidate_names_nobody_and_keeps_what_was_found(sample, ada):
    pick(candidate=sample, by=ada)
    back = unpick(candidate=sample, by=ada)
    assert (back.picked_by, back.picked_at) == (None, None)
    assert back.finding is not None
    assert kinds() == ["candidate.picked", "candidate.unpicked"]


def test_unpicking_what_is_not_picked_tells_nobody(sample, ada):
    unpick(candidate=sample, by=ada)
    assert kinds() == []


def test_an_upload_is_picked_without_another_search(ada):
    upload = factories.candidate(factories.project(creative=ada))
    assert pick(candidate=upload, by=ada).picked_by == ada
    assert finding_jobs() == 0


@pytest.mark.parametrize("role", ["reviewer", "admin", "stranger"])
def test_only_creatives_and_leads_pick(sample, role):
    someone = factories.person(staff=role == "admin")
    if role == "reviewer":
        sample.project.memberships.create(user=someone, role=role)
    for action in (pick, unpick):
        with pytest.raises(PermissionDenied):
            action(candidate=sample, by=someone)
