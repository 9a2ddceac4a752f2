"""How strict a project's gate is, and how that reaches a render."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.kinds import GateProfileSet
from editor.models import Project
from jobs import progress
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.gate.profiles import DEFAULT, SHIPPED, Profile, ProfileError, shipped
from jobs.stages.gate.subject import GateParams

PARAM = "profile"


@transaction.atomic
def set_gate_profile(*, project: Project, name: str, by: User) -> Project:
    """Gate the project's renders with another profile from now on; past verdicts stay."""
    access.demand(by, project, "can_manage")
    try:
        profile = shipped(name)
    except ProfileError as error:
        raise ActionError(f"{str(error).capitalize()}.", PARAM) from error
    Project.objects.select_for_update().get(pk=project.pk)
    before = project.gate_profile
    Project.objects.filter(pk=project.pk).update(gate_profile=name)
    project.refresh_from_db()
    progress.publish(
        stream=project.stream,
        kind="gate_profile.changed",
        payload={"profile": name, "by": by.username},
    )
    append(
        by=by,
        project=project,
        subject=f"project:{project.pk}",
        body=GateProfileSet(profile=name, version=profile.version, before=before),
    )
    return project


def with_gate_profile(recipe: Recipe, project: Project) -> Recipe:
    """The recipe with the project's profile in each gate step that names none.

    A recipe may name a profile of its own only where it lets nothing pass that the project's
    would not: raises ``ActionError`` otherwise.
    """
    demanded = shipped(project.gate_profile)
    for step in recipe.steps:
        if isinstance(step.params, GateParams) and step.params.profile != shipped(DEFAULT):
            _refuse_more_lenient(step.params.profile, demanded)
    return recipe if demanded.name == DEFAULT else with_defaults(recipe, PARAM, demanded)


def profiles() -> tuple[Profile, ...]:
    """The profiles to choose from, the most lenient first."""
    return tuple(shipped(name) for name in SHIPPED)


def _refuse_more_lenient(named: Profile, demanded: Profile) -> None:
    for check, threshold in demanded.thresholds.items():
        own = named.thresholds.get(check)
        if own is not None and own > threshold:
            raise ActionError(
                f"The recipe's gate profile '{named.name}' lets more pass than this project's, "
                f"'{demanded.name}' ({check}: {own:g} against {threshold:g}): leave 'profile' out "
                "of its gate step, or name a stricter one.",
                "recipe_text",
            )
