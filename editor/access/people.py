"""Who asks: what a person is to the whole studio, whatever the project."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied

from editor.permissions import REFUSALS

Viewer: TypeAlias = AbstractBaseUser | AnonymousUser
"""Whoever a request comes from, signed in or not."""


def person(viewer: Viewer) -> User:
    """The signed-in person behind a request; refused when nobody is signed in."""
    if not isinstance(viewer, User) or not viewer.is_active:
        raise PermissionDenied("Sign in first.")
    return viewer


def is_admin(viewer: Viewer) -> bool:
    """Whether this person oversees the whole studio."""
    return isinstance(viewer, User) and viewer.is_active and viewer.is_staff


def is_auditor(viewer: Viewer) -> bool:
    """Whether this person reads everything and changes nothing."""
    if not isinstance(viewer, User) or not viewer.is_active or viewer.is_staff:
        return False
    return hasattr(viewer, "auditor")


def sees_all(viewer: Viewer) -> bool:
    """Whether this person sees every project, the audit and the ledger."""
    return is_admin(viewer) or is_auditor(viewer)


def demand_admin(viewer: Viewer) -> User:
    """The person, if they are an administrator."""
    if not is_admin(viewer):
        raise PermissionDenied("Only administrators may do this.")
    return person(viewer)


def demand_audit(viewer: Viewer) -> User:
    """The person, if they may read the audit and the ledger."""
    if not sees_all(viewer):
        raise PermissionDenied(REFUSALS["can_audit"])
    return person(viewer)


def demand_no_auditor(viewer: Viewer) -> User:
    """The person, unless they are one who changes nothing."""
    if is_auditor(viewer):
        raise PermissionDenied("Auditors read everything and change nothing.")
    return person(viewer)
