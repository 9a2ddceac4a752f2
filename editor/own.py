"""What belongs to one person alone, beside ``editor.access``: their events and their notices."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404

from editor import access
from editor.access import Viewer
from editor.actions.second_factors import factor_of
from editor.models import Identity, Notice, Project

STREAM_PREFIX = "person."


def stream_of(person: User) -> str:
    """The stream of events that tells a person alone."""
    return f"{STREAM_PREFIX}{person.pk}"


def may_watch(viewer: Viewer, stream: str) -> bool:
    """Whether a person may follow a stream: their own, or one of a project that they may see."""
    if isinstance(viewer, User) and settings.SECOND_FACTOR_REQUIRED and not _is_vouched_for(viewer):
        return False
    if isinstance(viewer, User) and viewer.is_active and stream == stream_of(viewer):
        return True
    return access.may_watch(viewer, stream)


def _is_vouched_for(person: User) -> bool:
    """Whether they have a second factor, or one at the provider that they come from."""
    return bool(factor_of(person)) or Identity.objects.filter(person=person).exists()


def notices_of(viewer: Viewer) -> QuerySet[Notice]:
    """What a person was told of projects that they may still see, newest first."""
    if not isinstance(viewer, User):
        return Notice.objects.none()
    rows = Notice.objects.filter(person=viewer, project__in=access.visible_projects(viewer))
    return rows.select_related("project").order_by("-id")


def notice_for(viewer: Viewer, number: int) -> Notice:
    """One of a person's own notices."""
    notice = notices_of(viewer).filter(pk=number).first()
    if notice is None:
        raise Http404("There is no such notice.")
    return notice


def seeing(project: Project) -> QuerySet[User]:
    """Everybody who may see a project, as ``access.visible_projects`` says it."""
    return User.objects.filter(
        Q(is_staff=True) | Q(auditor__isnull=False) | Q(pk__in=project.memberships.values("user")),
        is_active=True,
    )
