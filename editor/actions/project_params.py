"""What a project knows, filled into the steps of a recipe that leave it open."""

from __future__ import annotations

from editor.actions.allowed_texts import with_allowed_texts
from editor.actions.errors import ActionError, explained
from editor.actions.gate_profiles import with_gate_profile
from editor.models import Candidate, Mark, Project, PublishedFile
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.find_marks import MARKS
from jobs.stages.gate.stage import STAGE as GATE
from jobs.stages.gate.subject import CANDIDATE, MOST_PUBLISHED, PUBLISHED
from jobs.stages.marks.reference import MarkReference
from jobs.stages.target_profile import TARGET, is_picture


def of_project(project: Project, recipe: Recipe) -> Recipe:
    """The recipe with the project's allowed texts, marks, target, gate profile and publications.

    A step that names some itself keeps those. Marks, target pictures and candidates must be the
    project's own, since the digest of any other picture would open it to people who may not see
    it (``ActionError``). A recipe that nothing is filled into stays word for word as it was.
    """
    marks = tuple(
        MarkReference(name=mark.name, sha256=mark.picture_id)
        for mark in Mark.objects.filter(project=project).order_by("name")
    )
    for step in recipe.steps:
        _refuse_unknown(getattr(step.params, MARKS, ()), step.stage.name, marks)
        _refuse_other_target(getattr(step.params, TARGET, ""), step.stage.name, project)
    with explained("recipe"):
        told = with_allowed_texts(recipe, project)
        told = with_defaults(told, MARKS, marks) if marks else told
        told = with_defaults(told, TARGET, project.target) if _aims(recipe, project) else told
        published = hashes_of_published(project)
        told = with_defaults(told, PUBLISHED, published) if published else told
        return with_gate_profile(told, project)


def with_candidate(recipe: Recipe, candidate: Candidate) -> Recipe:
    """The recipe with the picked sample's picture in its gate, which compares compositions.

    An upload is the source of its own render: nothing has to be named.
    """
    for step in recipe.steps:
        named = getattr(step.params, CANDIDATE, "")
        if named and named != candidate.picture_id:
            raise ActionError(
                f"{step.stage.name} names the candidate's picture {named[:12]}, which is not the "
                "one that is rendered: leave 'candidate' out.",
                "recipe_text",
            )
    if candidate.exploration_id is None:
        return recipe
    with explained("recipe"):
        return with_defaults(recipe, CANDIDATE, candidate.picture_id)


def hashes_of_published(project: Project) -> tuple[str, ...]:
    """Perceptual hashes of what the project shows to the world, the newest; none withdrawn."""
    files = PublishedFile.objects.filter(
        publication__proof__candidate__project=project, publication__withdrawal__isnull=True
    )
    newest = files.order_by("-publication__published_at").values_list("phash", flat=True)
    return tuple(sorted(set(newest[:MOST_PUBLISHED])))


def _refuse_unknown(
    named: tuple[MarkReference, ...], stage: str, marks: tuple[MarkReference, ...]
) -> None:
    known = {mark.sha256 for mark in marks}
    for mark in named:
        if mark.sha256 not in known:
            raise ActionError(
                f"{stage} names '{mark.name}' ({mark.sha256[:12]}), which is no mark of this "
                "project: register it on the project's Marks page, or leave 'marks' out.",
                "recipe_text",
            )


def _aims(recipe: Recipe, project: Project) -> bool:
    """Whether the target is told: the gate is to ask for it only where a step brings it about."""
    aligning = [step for step in recipe.steps if step.stage.name != GATE.name]
    return bool(project.target) and any(hasattr(step.params, TARGET) for step in aligning)


def _refuse_other_target(target: str, stage: str, project: Project) -> None:
    if is_picture(target) and target != project.target_picture_id:
        raise ActionError(
            f"{stage} names the target picture {target[:12]}, which is not this project's: choose "
            "it on the project's Target page, or name a look.",
            "recipe_text",
        )
