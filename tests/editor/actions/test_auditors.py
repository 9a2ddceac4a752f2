"""Who reads everything and changes nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from editor import access
from editor.actions.projects import create_project
from editor.models import Auditor, LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_command_appoints_and_dismisses_with_a_line_in_the_ledger_each(capsys):
    ada = factories.person("ada")
    call_command("auditor", "appoint", "ada")
    assert Auditor.objects.get().person == ada
    call_command("auditor", "dismiss", "ada")
    assert not Auditor.objects.exists()
    kinds = LedgerEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["auditor.appointed", "auditor.dismissed"]


@pytest.mark.parametrize(
    ("ask", "name", "said"),
    [
        ("appoint", "nobody", "no open account"),
        ("appoint", "boss", "is an administrator"),
        ("appoint", "eve", "is an auditor already"),
        ("dismiss", "ada", "is no auditor"),
    ],
)
def test_the_command_says_why_it_does_nothing(ask, name, said):
    factories.person("ada")
    factories.person("boss", staff=True)
    factories.auditor("eve")
    with pytest.raises(CommandError, match=said):
        call_command("auditor", ask, name)


def test_an_auditor_loses_the_hand_that_a_role_gives():
    eve = factories.auditor("eve")
    project = factories.project(reviewer=eve)
    assert not access.permissions(eve, project).can_review


def test_an_auditor_begins_no_project():
    with pytest.raises(PermissionDenied, match="change nothing"):
        create_project(name="Posters", created_by=factories.auditor())


def test_a_closed_auditor_sees_nothing():
    eve = factories.auditor("eve")
    factories.project()
    eve.is_active = False
    assert not access.visible_projects(eve).exists()
