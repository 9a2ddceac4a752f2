"""Taking publications back, for good."""

import pytest
from django.core.exceptions import PermissionDenied

from editor.actions.errors import ActionError
from editor.actions.withdrawals import withdraw
from editor.models import LedgerEntry, Withdrawal
from jobs import artifacts
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {name: factories.person(name) for name in ("lead", "creative", "reviewer", "stranger")}


@pytest.fixture
def publication(people):
    project = factories.project(
        lead=people["lead"], creative=people["creative"], reviewer=people["reviewer"]
    )
    proof = factories.proof(factories.candidate(project), by=people["creative"])
    factories.gate_step(proof.job)
    factories.review(proof, by=people["lead"])
    return factories.publication(proof, by=people["creative"])


@pytest.mark.parametrize("name", ["lead", "reviewer"])
def test_reviewers_and_leads_withdraw(publication, people, name):
    made = withdraw(publication=publication, by=people[name], reason="error", words=" A typo. ")
    assert (made.withdrawn_by, made.reason, made.words) == (people[name], "error", "A typo.")


def test_so_does_an_administrator(publication):
    withdraw(publication=publication, by=factories.person(staff=True), reason="rights")


@pytest.mark.parametrize("name", ["creative", "stranger"])
def test_others_do_not(publication, people, name):
    with pytest.raises(PermissionDenied):
        withdraw(publication=publication, by=people[name], reason="error")
    assert not Withdrawal.objects.exists()


def test_a_publication_is_withdrawn_once(publication, people):
    withdraw(publication=publication, by=people["lead"], reason="error")
    with pytest.raises(ActionError, match="lead has withdrawn this publication already"):
        withdraw(publication=publication, by=people["reviewer"], reason="rights")
    assert Withdrawal.objects.get().reason == "error"


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": "mood"}, "reason"), ({"words": "x" * 2001}, "words")]
)
def test_what_cannot_be_told_withdraws_nothing(publication, people, given, field):
    with pytest.raises(ActionError) as refused:
        withdraw(publication=publication, by=people["lead"], **{"reason": "error", **given})
    assert refused.value.field == field
    assert not Withdrawal.objects.exists()


def test_it_is_told_to_the_watchers_and_to_the_ledger(publication, people):
    withdraw(publication=publication, by=people["lead"], reason="person", words="She asked.")
    assert Event.objects.get(kind="proof.withdrawn").payload["slug"] == publication.slug
    entry = LedgerEntry.objects.get(kind="publication.withdrawn")
    assert entry.subject == f"publication:{publication.slug}"
    assert "She asked." in entry.body


def test_the_bytes_stay_for_the_audit(publication, people):
    withdraw(publication=publication, by=people["lead"], reason="error")
    assert artifacts.read(publication.files.get().signed_id)
