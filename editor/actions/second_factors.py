"""Writes on a person's second factor: set up, shown a code of, taken away."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor import one_time_codes, sealing
from editor.actions.errors import ActionError
from editor.ledger.account_kinds import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
)
from editor.ledger.append import append
from editor.models import RecoveryCode, SecondFactor
from jobs.stages.contract import Frozen

PURPOSE = "second factors"
WRONG = "The code is not right, or it was used before. Wait for the app's next one."


class Remover(StrEnum):
    """Who took a second factor away."""

    PERSON = "person"
    CONSOLE = "console"


def factor_of(person: User) -> SecondFactor | None:
    """The person's second factor, if it is in use."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def secret_of(factor: SecondFactor) -> str:
    """What the app shares with the studio; ``ActionError`` when the secret key was changed."""
    try:
        return sealing.unseal(factor.secret, purpose=PURPOSE)
    except sealing.Unreadable:
        raise ActionError(
            "The second factor cannot be read: the studio's secret key was changed. Ask whoever "
            "runs it for `manage.py account forget-second-factor`."
        ) from None


@transaction.atomic
def begin_second_factor(*, person: User) -> SecondFactor:
    """A new secret that waits for its first code; one that was begun before is forgotten."""
    if factor_of(person):
        raise ActionError("You have a second factor already. Take it away first.")
    SecondFactor.objects.filter(person=person).delete()
    sealed = sealing.seal(one_time_codes.new_secret(), purpose=PURPOSE)
    return SecondFactor.objects.create(person=person, secret=sealed)


@transaction.atomic
def confirm_second_factor(*, person: User, code: str) -> list[str]:
    """Use it from now on, once the app shows the right code; the recovery codes, told this once."""
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is None or factor.confirmed_at is not None:
        raise ActionError("Begin by having a new picture made for your app.")
    step = one_time_codes.step_of(secret_of(factor), _plain(code))
    if step is None:
        raise ActionError(
            "The code is not right. Check that your device's clock is, and give the next one.",
            "code",
        )
    factor.confirmed_at, factor.last_step = timezone.now(), step
    factor.save(update_fields=["confirmed_at", "last_step"])
    codes = _codes_for(factor)
    _note(person, SecondFactorAdded(recovery_codes=len(codes)), by=person)
    return codes


@transaction.atomic
def is_right(*, person: User, code: str) -> bool:
    """Whether this is a code of the person's app or list that was not used before; uses it."""
    factor = factor_of(person)
    if factor is None:
        return False
    step = one_time_codes.step_of(secret_of(factor), _plain(code))
    if step is not None:
        unused = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return unused.update(last_step=step) == 1
    listed = factor.recovery_codes.filter(digest=one_time_codes.digest_of(code), used_at=None)
    if listed.update(used_at=timezone.now()) != 1:
        return False
    left = factor.recovery_codes.filter(used_at=None).count()
    _note(person, RecoveryCodeUsed(left=left), by=person)
    return True


@transaction.atomic
def renew_recovery_codes(*, person: User, code: str) -> list[str]:
    """A new list in place of the old one, told this once; asks for a code."""
    _demand(person, code)
    factor = SecondFactor.objects.get(person=person)
    RecoveryCode.objects.filter(factor=factor).delete()
    codes = _codes_for(factor)
    _note(person, RecoveryCodesMade(count=len(codes)), by=person)
    return codes


@transaction.atomic
def remove_second_factor(*, person: User, code: str) -> None:
    """Let the password be enough again; asks for a code."""
    _demand(person, code)
    SecondFactor.objects.filter(person=person).delete()
    _note(person, SecondFactorRemoved(by=Remover.PERSON.value), by=person)


@transaction.atomic
def forget_second_factor(*, person: User) -> None:
    """The same for somebody who lost app and list; asked for on the server's own console."""
    if factor_of(person) is None:
        raise ActionError(f"{person.username} has no second factor.", "person")
    SecondFactor.objects.filter(person=person).delete()
    _note(person, SecondFactorRemoved(by=Remover.CONSOLE.value), by=None)


def _demand(person: User, code: str) -> None:
    if not is_right(person=person, code=code):
        raise ActionError(WRONG, "code")


def _codes_for(factor: SecondFactor) -> list[str]:
    codes = one_time_codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=one_time_codes.digest_of(code)) for code in codes
    )
    return codes


def _note(person: User, body: Frozen, *, by: User | None) -> None:
    append(by=by, project=None, subject=f"person:{person.pk}", body=body)


def _plain(code: str) -> str:
    return "".join(code.split())
