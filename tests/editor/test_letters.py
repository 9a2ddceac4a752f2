"""The search for letters: asked for once, and again where it is out of date or failed."""

from __future__ import annotations

import pytest

from editor.actions.allowed_texts import allow_text
from editor.actions.letters import look_for_letters
from editor.queries.letters import letters_of
from jobs.models import Job
from tests import factories
from tests.editor.letters_scene import FOUND, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    return factories.candidate(factories.project())


def look(candidate) -> Job:
    return look_for_letters(candidate=candidate, by=candidate.project.created_by)


def test_before_anybody_asked_there_is_none(candidate):
    assert letters_of(candidate).status == "none"


def test_asking_twice_searches_once(candidate):
    assert look(candidate) == look(candidate)


def test_a_finished_search_gives_regions_and_the_plane_of_labels(candidate):
    searched(candidate)
    found = letters_of(candidate)
    assert found.regions == (FOUND,)
    assert found.labels is not None


def test_a_search_that_failed_is_asked_for_again(candidate):
    failed = searched(candidate, status="failed")
    assert look(candidate) != failed


def test_a_search_by_another_version_of_a_stage_counts_no_more(candidate):
    old = searched(candidate)
    old.steps.update(stage_version="0")
    assert letters_of(candidate).status == "none"
    assert look(candidate) != old


def test_a_text_that_may_stay_from_now_on_is_searched_for_anew(candidate):
    old = searched(candidate)
    allow_text(project=candidate.project, text="ACME", by=candidate.project.created_by)
    assert look(candidate) != old


def test_another_projects_search_of_the_same_picture_is_not_seen(candidate):
    other = factories.candidate(factories.project("Other"))
    other.picture = candidate.picture
    other.save()
    searched(other)
    assert letters_of(candidate).status == "none"
