"""The formats and sizes that a project publishes in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.rule_kinds import PublicationFormatAdded, PublicationFormatRemoved
from editor.models import Project, PublicationFormat
from jobs.stages.published_formats import LARGEST_SIDE, TITLES, OutputFormat

SMALLEST_SIDE = 64
MOST_FORMATS = 8


def add_format(
    *, project: Project, by: User, format: str, longest_side: int = 0, quality: int = 90
) -> PublicationFormat:
    """Publish in one more format; it applies to what is published from now on."""
    access.demand(by, project, "can_manage")
    wanted = _checked(format, longest_side, quality)
    try:
        with transaction.atomic():
            # The project's row is the lock that keeps the count.
            Project.objects.select_for_update().get(pk=project.pk)
            if project.publication_formats.count() >= MOST_FORMATS:
                raise ActionError(
                    f"A project publishes at most {MOST_FORMATS} files at once: remove one first."
                )
            row = PublicationFormat.objects.create(
                project=project, added_by=by, **wanted.model_dump()
            )
            append(
                by=by,
                project=project,
                subject=f"project:{project.pk}",
                body=PublicationFormatAdded(**wanted.model_dump()),
            )
            return row
    except IntegrityError:
        raise ActionError(
            "The project publishes this format in this size already.", "longest_side"
        ) from None


def remove_format(*, row: PublicationFormat, by: User) -> None:
    """Publish in a format no longer; what was published in it stays."""
    access.demand(by, row.project, "can_manage")
    project, wanted = row.project, row.wanted
    with transaction.atomic():
        row.delete()
        append(
            by=by,
            project=project,
            subject=f"project:{project.pk}",
            body=PublicationFormatRemoved(**wanted.model_dump()),
        )


def _checked(name: str, longest_side: int, quality: int) -> OutputFormat:
    given = {"format": name, "longest_side": longest_side, "quality": quality}
    try:
        wanted = OutputFormat.model_validate(given)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        ranges = {
            "format": f"choose one of {', '.join(TITLES)}",
            "longest_side": "give 0 for the full size, or pixels up to 65500",
            "quality": "give a whole number from 1 to 100",
        }
        raise ActionError(f"{field} is '{given[field]}': {ranges[field]}.", field) from error
    side = wanted.longest_side
    if side and not SMALLEST_SIDE <= side <= LARGEST_SIDE[wanted.format]:
        raise ActionError(
            f"longest_side is {side}: give 0 for the full size, or {SMALLEST_SIDE} to "
            f"{LARGEST_SIDE[wanted.format]} pixels for {TITLES[wanted.format]}.",
            "longest_side",
        )
    return wanted
