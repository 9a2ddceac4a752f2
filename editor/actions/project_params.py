"""What a project knows, filled into the steps of a recipe that leave it open."""

from __future__ import annotations

from editor.actions.allowed_texts import with_allowed_texts
from editor.actions.errors import ActionError, explained
from editor.models import Mark, Project
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.find_marks import MARKS, FindMarksParams
from jobs.stages.marks.reference import MarkReference
from jobs.stages.target_profile import TARGET, is_picture


def of_project(project: Project, recipe: Recipe) -> Recipe:
    """The recipe with the project's allowed texts, registered marks and target.

    A step that names some itself keeps those. Marks and target pictures must be the project's
    own, since the digest of any other picture would open it to people who may not see it
    (``ActionError``). A recipe that nothing is filled into stays word for word as it was.
    """
    marks = tuple(
        MarkReference(name=mark.name, sha256=mark.picture_id)
        for mark in Mark.objects.filter(project=project).order_by("name")
    )
    for step in recipe.steps:
        if isinstance(step.params, FindMarksParams):
            _refuse_unknown(step.params, marks)
        _refuse_other_target(getattr(step.params, TARGET, ""), step.stage.name, project)
    with explained("recipe"):
        told = with_allowed_texts(recipe, project)
        told = with_defaults(told, MARKS, marks) if marks else told
        return with_defaults(told, TARGET, project.target) if project.target else told


def _refuse_unknown(params: FindMarksParams, marks: tuple[MarkReference, ...]) -> None:
    known = {mark.sha256 for mark in marks}
    for mark in params.marks:
        if mark.sha256 not in known:
            raise ActionError(
                f"find_marks names '{mark.name}' ({mark.sha256[:12]}), which is no mark of this "
                "project: register it on the project's Marks page, or leave 'marks' out.",
                "recipe_text",
            )


def _refuse_other_target(target: str, stage: str, project: Project) -> None:
    if is_picture(target) and target != project.target_picture_id:
        raise ActionError(
            f"{stage} names the target picture {target[:12]}, which is not this project's: choose "
            "it on the project's Target page, or name a look.",
            "recipe_text",
        )
