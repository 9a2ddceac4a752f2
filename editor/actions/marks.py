"""Writes on registered marks: take a logo in, and take one out."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access
from editor.actions.candidates import taken
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.rule_kinds import MarkAdded, MarkRemoved
from editor.models import Mark, Project
from jobs import artifacts
from jobs.stages.codec import encode_picture
from jobs.stages.find_marks import MOST_MARKS
from jobs.stages.marks.known_mark import unsuitable
from jobs.stages.marks.reference import NAME_LENGTH


def add_mark(*, project: Project, data: bytes, name: str, file_name: str, added_by: User) -> Mark:
    """Register a logo or a watermark, its transparency kept.

    Raises ``ActionError`` for a name that is empty, too long or taken, for a file that is no
    picture, for one with nothing to recognise in it, and when the project has all it may have.
    """
    access.demand(added_by, project, "can_manage")
    name = _checked_name(project, name)
    picture = taken(data, file_name, "file").picture
    reason = unsuitable(picture)
    if reason is not None:
        raise ActionError(f"This picture cannot serve as a mark: {reason}", "file")
    stored = artifacts.put(encode_picture(picture), "image/png", *picture.size)
    twin = Mark.objects.filter(project=project, picture=stored).first()
    if twin is not None:
        raise ActionError(f"This picture is registered already, as '{twin.name}'.", "file")
    try:
        with transaction.atomic():
            # The project's row is the lock that keeps the count.
            Project.objects.select_for_update().get(pk=project.pk)
            _refuse_one_more(project)
            mark = Mark.objects.create(
                project=project, name=name, picture=stored, added_by=added_by
            )
            append(
                by=added_by,
                project=project,
                subject=f"mark:{mark.pk}",
                body=MarkAdded(name=name, picture=stored.digest),
            )
            return mark
    except IntegrityError:
        raise ActionError(
            f"A mark '{name}' was added meanwhile; choose another name.", "name"
        ) from None


@transaction.atomic
def remove_mark(*, mark: Mark, by: User) -> None:
    """Look for a mark no longer; what was found with it, and its picture, stay on record."""
    access.demand(by, mark.project, "can_manage")
    body = MarkRemoved(name=mark.name, picture=mark.picture_id)
    subject = f"mark:{mark.pk}"
    mark.delete()
    append(by=by, project=mark.project, subject=subject, body=body)


def _checked_name(project: Project, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ActionError("Give the mark a name: people read it beside what was found.", "name")
    if len(name) > NAME_LENGTH:
        raise ActionError(f"The name is longer than {NAME_LENGTH} characters.", "name")
    if Mark.objects.filter(project=project, name=name).exists():
        raise ActionError(f"This project has a mark '{name}' already: choose another name.", "name")
    return name


def _refuse_one_more(project: Project) -> None:
    if Mark.objects.filter(project=project).count() >= MOST_MARKS:
        raise ActionError(
            f"A project has at most {MOST_MARKS} marks: remove one that is no longer used.", "file"
        )
