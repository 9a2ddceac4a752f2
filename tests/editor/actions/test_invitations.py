"""Asking somebody into a project, and coming in by the link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor.actions.errors import ActionError
from editor.actions.invitations import (
    MOST_AN_HOUR,
    accept_invitation,
    invite,
    join_as_new,
    revoke_invitation,
)
from editor.invitation_links import opened, signed
from editor.models import Invitation, LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "new@example.com"


@pytest.fixture
def project():
    return factories.project(lead=factories.person("ada"), creative=factories.person("cleo"))


@pytest.fixture
def invited(project):
    return invite(project=project, email=ADDRESS, role="reviewer", by=project.created_by)


def join(invited, username="newcomer", password=factories.PASSWORD):
    return join_as_new(invitation=invited, username=username, password=password)


def test_a_new_person_gets_an_account_with_the_address_and_the_role(project, invited):
    user = join(invited)
    assert user.email == ADDRESS
    assert project.memberships.get(user=user).role == "reviewer"


def test_a_link_works_once(invited):
    join(invited)
    with pytest.raises(ActionError, match="used already"):
        accept_invitation(invitation=invited, person=factories.person())


def test_whoever_loses_the_race_for_a_link_gets_neither_account_nor_role(project, invited):
    stale = Invitation.objects.get(pk=invited.pk)
    join(invited)
    with pytest.raises(ActionError, match="used already"):
        join(stale, "second")
    assert not User.objects.filter(username="second").exists()
    assert project.memberships.count() == 3


def test_an_expired_link_is_refused(invited):
    now = timezone.now()
    Invitation.objects.filter(pk=invited.pk).update(expires_at=now - timedelta(seconds=1))
    with pytest.raises(ActionError, match="expired"):
        accept_invitation(invitation=invited, person=factories.person())


def test_a_revoked_link_is_refused(invited):
    revoke_invitation(invitation=invited, by=invited.invited_by)
    with pytest.raises(ActionError, match="taken back"):
        accept_invitation(invitation=invited, person=factories.person())


def test_an_account_with_another_address_is_refused_and_the_link_stays_open(invited):
    other = factories.person()
    other.email = "other@example.com"
    other.save()
    with pytest.raises(ActionError, match=r"address is other@example\.com"):
        accept_invitation(invitation=invited, person=other)
    invited.refresh_from_db()
    assert invited.state == "open"


def test_a_member_keeps_their_role_and_the_link(project, invited):
    with pytest.raises(ActionError, match="belong to this project already"):
        accept_invitation(invitation=invited, person=User.objects.get(username="cleo"))
    invited.refresh_from_db()
    assert invited.state == "open"
    assert project.memberships.get(user__username="cleo").role == "creative"


def test_an_invitation_ends_with_its_senders_right_to_send_it(project, invited):
    project.memberships.filter(user=project.created_by).update(role="creative")
    with pytest.raises(ActionError, match="may no longer add members"):
        accept_invitation(invitation=invited, person=factories.person())


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("newcomer", "short-pass1", "password"),
        ("newcomer", "password1234", "password"),
        ("new comer", factories.PASSWORD, "username"),
        ("ADA", factories.PASSWORD, "username"),
    ],
)
def test_an_account_that_breaks_the_rules_is_not_made(invited, username, password, field):
    with pytest.raises(ActionError) as refused:
        join(invited, username, password)
    assert refused.value.field == field
    assert not User.objects.filter(email=ADDRESS).exists()


def test_an_address_that_is_none_is_refused(project):
    with pytest.raises(ActionError, match="no e-mail address"):
        invite(project=project, email="new@", role="creative", by=project.created_by)


def test_who_was_asked_twice_holds_one_link(project, invited):
    again = invite(project=project, email="NEW@example.com", role="lead", by=project.created_by)
    invited.refresh_from_db()
    assert (invited.state, again.state) == ("revoked", "open")


def test_a_creative_invites_nobody(project):
    with pytest.raises(PermissionDenied):
        invite(project=project, email=ADDRESS, role="lead", by=User.objects.get(username="cleo"))


def test_so_many_invitations_an_hour_and_no_more(project, invited):
    rows = Invitation.objects
    made = {"project": project, "role": "creative", "invited_by": project.created_by}
    rows.bulk_create(
        Invitation(email=f"{n}@example.com", expires_at=timezone.now(), **made)
        for n in range(MOST_AN_HOUR - 1)
    )
    with pytest.raises(ActionError, match="within an hour"):
        invite(project=project, email="x@example.com", role="lead", by=project.created_by)


def test_the_ledger_tells_who_was_asked_and_who_came(invited):
    join(invited)
    kinds = LedgerEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["invitation.made", "invitation.accepted", "member.set"]


def test_a_link_that_we_did_not_sign_opens_nothing(invited):
    link = signed(invited)
    assert opened(link) == invited.pk
    assert opened(link[:-1] + ("A" if link[-1] != "A" else "B")) is None
    assert opened(invited.pk.hex) is None


def test_the_database_refuses_an_invitation_that_was_both_used_and_revoked(invited):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invited.pk).update(
            accepted_at=now, accepted_by=invited.invited_by, revoked_at=now
        )
