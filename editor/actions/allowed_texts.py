"""Writes on the text that may stay on a project's pictures, and how it reaches a render."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.rule_kinds import TextAllowed, TextWithdrawn
from editor.models import AllowedText, Project
from jobs import progress
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.allowed_text import LONGEST, MOST_ENTRIES, words

PARAM = "allowed_text"
"""What the param is called in every stage that leaves such text alone."""


@transaction.atomic
def allow_text(*, project: Project, text: str, by: User) -> AllowedText:
    """Let a text stay on the project's pictures from now on; renders that ran are as they are."""
    access.demand(by, project, "can_manage")
    text = " ".join(text.split())
    if not words(text):
        raise ActionError("Write the text that may stay: at least one letter or figure.", "text")
    if len(text) > LONGEST:
        raise ActionError(f"The text is longer than {LONGEST} characters.", "text")
    # The project's row is the lock: two people adding the same text make one entry.
    Project.objects.select_for_update().get(pk=project.pk)
    in_force = texts_in_force(project)
    if text in in_force:
        raise ActionError(f"“{text}” may stay already.", "text")
    if len(in_force) >= MOST_ENTRIES:
        raise ActionError(
            f"{MOST_ENTRIES} texts may stay already; withdraw one that is no longer needed.", "text"
        )
    made = AllowedText.objects.create(project=project, text=text, added_by=by)
    _tell(made, "allowed_text.added", by)
    return made


@transaction.atomic
def withdraw_text(*, allowed: AllowedText, by: User) -> AllowedText:
    """Let a text stay no longer; the entry is kept, with who withdrew it and when."""
    access.demand(by, allowed.project, "can_manage")
    changed = AllowedText.objects.filter(pk=allowed.pk, withdrawn_at__isnull=True).update(
        withdrawn_by=by, withdrawn_at=timezone.now()
    )
    if not changed:
        raise ActionError(f"“{allowed.text}” was withdrawn already.", "text")
    allowed.refresh_from_db()
    _tell(allowed, "allowed_text.withdrawn", by)
    return allowed


def texts_in_force(project: Project) -> tuple[str, ...]:
    """What may stay on the project's pictures now, in a fixed order."""
    rows = AllowedText.objects.filter(project=project, withdrawn_at__isnull=True)
    return tuple(rows.order_by("text").values_list("text", flat=True))


def with_allowed_texts(recipe: Recipe, project: Project) -> Recipe:
    """The recipe with the project's texts in each step that can leave text alone.

    A step that names texts of its own keeps those. Raises ``RecipeError`` when something in the
    recipe can no longer run.
    """
    texts = texts_in_force(project)
    return with_defaults(recipe, PARAM, texts) if texts else recipe


def _tell(allowed: AllowedText, kind: str, by: User) -> None:
    progress.publish(
        stream=allowed.project.stream,
        kind=kind,
        payload={"allowed_text": str(allowed.id), "text": allowed.text, "by": by.username},
    )
    withdrawn = allowed.withdrawn_at is not None
    append(
        by=by,
        project=allowed.project,
        subject=f"allowed_text:{allowed.pk}",
        body=TextWithdrawn(text=allowed.text) if withdrawn else TextAllowed(text=allowed.text),
    )
