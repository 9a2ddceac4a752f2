"""Writes on a project's target for colour and contrast: a named look, or a reference picture."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.candidates import taken
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.rule_kinds import TargetSet
from editor.models import Project
from jobs import artifacts, progress
from jobs.models import Artifact
from jobs.stages.codec import encode_picture
from jobs.stages.looks import LOOKS
from jobs.stages.target_profile import unsuitable


def aim_at_look(*, project: Project, look: str, by: User) -> Project:
    """Give the project a named look in place of what it aims at now."""
    access.demand(by, project, "can_manage")
    if look not in LOOKS:
        raise ActionError(f"There is no look '{look}'; choose one of {', '.join(LOOKS)}.", "look")
    return _aim(project, by, look=look, picture=None)


def aim_at_picture(*, project: Project, data: bytes, file_name: str, by: User) -> Project:
    """Give the project a reference picture in place of what it aims at now.

    Raises ``ActionError`` for a file that is no picture, or that has no colours and contrast
    to aim at.
    """
    access.demand(by, project, "can_manage")
    picture = taken(data, file_name, "file").picture
    reason = unsuitable(picture)
    if reason is not None:
        raise ActionError(f"This picture cannot be a target: {reason}", "file")
    stored = artifacts.put(encode_picture(picture), "image/png", *picture.size)
    return _aim(project, by, look="", picture=stored)


def aim_at_nothing(*, project: Project, by: User) -> Project:
    """Leave colour and contrast as they are from now on; renders that ran are as they are."""
    access.demand(by, project, "can_manage")
    return _aim(project, by, look="", picture=None)


@transaction.atomic
def _aim(project: Project, by: User, *, look: str, picture: Artifact | None) -> Project:
    Project.objects.filter(pk=project.pk).update(target_look=look, target_picture=picture)
    project.refresh_from_db()
    progress.publish(
        stream=project.stream,
        kind="target.changed",
        payload={"target": project.target, "by": by.username},
    )
    append(
        by=by,
        project=project,
        subject=f"project:{project.pk}",
        body=TargetSet(look=look, picture="" if picture is None else picture.digest),
    )
    return project
