"""Projects and who belongs to them."""

import pytest
from django.core.exceptions import PermissionDenied

from editor import access
from editor.actions.errors import ActionError
from editor.actions.projects import create_project, remove_member, set_member
from tests import factories

pytestmark = pytest.mark.django_db


def test_whoever_creates_a_project_leads_it():
    ada = factories.person("ada")
    project = create_project(name="  Posters ", brief="For the fair", created_by=ada)
    assert project.name == "Posters"
    assert access.role_of(ada, project) == "lead"


@pytest.mark.parametrize(
    ("name", "recipe", "field", "words"),
    [
        ("  ", "publish", "name", "Give the project a name"),
        ("x" * 121, "publish", "name", "longer than 120"),
        ("Posters", "nope", "recipe", "choose one of publish, remove-text, remove-object, inpaint"),
        ("Posters", "find-text", "recipe", "no recipe 'find-text'"),
    ],
)
def test_a_project_that_cannot_be_is_refused_by_its_field(name, recipe, field, words):
    with pytest.raises(ActionError, match=words) as caught:
        create_project(name=name, recipe=recipe, created_by=factories.person())
    assert caught.value.field == field


def test_a_lead_adds_people_and_changes_their_roles():
    lead, ben = factories.person(), factories.person("ben")
    project = factories.project(lead=lead)
    set_member(project=project, user=ben, role="creative", by=lead)
    set_member(project=project, user=ben, role="reviewer", by=lead)
    assert access.role_of(ben, project) == "reviewer"
    assert project.memberships.filter(user=ben).count() == 1


def test_an_administrator_manages_a_project_without_belonging_to_it():
    project, ben = factories.project(), factories.person()
    set_member(project=project, user=ben, role="creative", by=factories.person(staff=True))
    assert access.role_of(ben, project) == "creative"


@pytest.mark.parametrize("role", ["creative", "reviewer"])
def test_nobody_else_manages_members(role):
    member = factories.person()
    project = factories.project(**{role: member})
    with pytest.raises(PermissionDenied):
        set_member(project=project, user=member, role="lead", by=member)
    with pytest.raises(PermissionDenied):
        remove_member(project=project, user=project.created_by, by=member)


def test_an_unknown_role_is_refused():
    project = factories.project()
    with pytest.raises(ActionError, match="'king' is not a role"):
        set_member(project=project, user=factories.person(), role="king", by=project.created_by)


def test_a_closed_account_cannot_join():
    project, gone = factories.project(), factories.person("gone")
    gone.is_active = False
    with pytest.raises(ActionError, match="account of gone is closed"):
        set_member(project=project, user=gone, role="creative", by=project.created_by)


def test_the_last_lead_stays():
    project = factories.project()
    lead = project.created_by
    with pytest.raises(ActionError, match="only lead"):
        remove_member(project=project, user=lead, by=lead)
    with pytest.raises(ActionError, match="only lead"):
        set_member(project=project, user=lead, role="creative", by=lead)


def test_a_lead_may_leave_when_another_is_there():
    other = factories.person()
    project = factories.project(lead_2=other)
    remove_member(project=project, user=project.created_by, by=other)
    assert access.role_of(project.created_by, project) is None


def test_taking_out_someone_who_is_not_in_says_so():
    project, ben = factories.project(), factories.person("ben")
    with pytest.raises(ActionError, match="ben is not a member"):
        remove_member(project=project, user=ben, by=project.created_by)
