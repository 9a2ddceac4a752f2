"""How strict a project's gate is, how that reaches a render, and profiles of the studio's own."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.rule_kinds import GateProfileMade, GateProfileSet
from editor.models import GateProfile, Project
from editor.queries.gate_profiles import profile_named
from jobs import progress
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.gate.profiles import (
    DEFAULT,
    SHIPPED,
    Profile,
    ProfileError,
    profile_from,
    shipped,
)
from jobs.stages.gate.subject import GateParams

PARAM = "profile"


@transaction.atomic
def set_gate_profile(*, project: Project, name: str, by: User) -> Project:
    """Gate the project's renders with another profile from now on; past verdicts stay."""
    access.demand(by, project, "can_manage")
    profile = _named(name)
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
    demanded = _named(project.gate_profile)
    for step in recipe.steps:
        if isinstance(step.params, GateParams) and step.params.profile != shipped(DEFAULT):
            _refuse_more_lenient(step.params.profile, demanded)
    return recipe if demanded.name == DEFAULT else with_defaults(recipe, PARAM, demanded)


@transaction.atomic
def make_profile(*, data: str, note: str, by: User) -> GateProfile:
    """Keep a profile (JSON, as ``gate_calibrate`` writes it) as the next version of its name.

    Its own version counts for nothing here. Versions are never changed: projects that chose the
    name are gated with the new one from now on, and past verdicts keep theirs.
    """
    access.demand_admin(by)
    note = " ".join(note.split())
    if not note:
        raise ActionError("Say where the thresholds come from.", "note")
    try:
        given = profile_from(data)
    except ProfileError as error:
        raise ActionError(f"The profile cannot be used: {error}", "file") from error
    if given.name in SHIPPED:
        raise ActionError(f"'{given.name}' ships with the studio: give yours another name.", "file")
    rows = GateProfile.objects.select_for_update().filter(name=given.name)
    version = 1 + max((row.version for row in rows), default=0)
    profile = given.model_copy(update={"version": version})
    made = GateProfile.objects.create(
        name=profile.name,
        version=version,
        thresholds=profile.thresholds,
        sha256=profile.sha256,
        note=note,
        made_by=by,
    )
    append(
        by=by,
        project=None,
        subject=f"gate_profile:{profile.name}",
        body=GateProfileMade(
            profile=profile.name, version=version, sha256=profile.sha256, note=note
        ),
    )
    return made


def _named(name: str) -> Profile:
    try:
        return profile_named(name)
    except ProfileError as error:
        raise ActionError(f"{str(error).capitalize()}.", PARAM) from error


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
