"""What each recipe would run here and now: the versions shown before a render is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from editor.actions.canonical import whole_recipe
from editor.actions.errors import ActionError
from editor.actions.filling import filled_as, fills
from editor.models import Candidate
from editor.pages.canonical_views import canonical_view
from editor.pages.forms import RenderForm
from jobs import recipes
from jobs.pins import PlannedStep, planned
from jobs.recipes import Recipe, RecipeError
from jobs.stages.contract import Pin, StageError
from jobs.stages.inpaint import HINT_LENGTH, Strategy

ROLES = ("encoder", "sampler", "detector", "recogniser", "inpainter", "upscaler", "enhancer")
SAMPLED = ("encoder", "tokenizer", "sampler", "denoiser", "autoencoder")
"""What makes a sample's pixels, before the recipe's own steps."""
IN_A_LINE = ("check", "library")
ALGORITHMS = {"inpaint": "inpainter", "denoise": "denoiser"}
"""Stages whose pixels come from an algorithm in their own code, not from weights."""
OWN_EXAMPLE = """\
pipeline:
  - step: apply_mask
  - step: adjust_dilation
  - step: inpaint
    params: {strategy: patch}
  - step: gate
"""


@dataclass(frozen=True)
class PlanRow:
    """One thing that will run, or a role that this recipe does not fill."""

    role: str
    id: str = ""
    version: str = ""
    sha256: str = ""
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A recipe with all that it would run; ``fault`` says why it cannot here."""

    name: str
    recipe: Recipe | None = None
    rows: tuple[PlanRow, ...] = ()
    checks: tuple[Pin, ...] = ()
    libraries: tuple[Pin, ...] = ()
    fault: str = ""

    @property
    def fills(self) -> bool:
        """Whether a hint and a strategy mean anything to it."""
        return fills(recipes.load(self.name))


def plan_of(name: str, candidate: Candidate | None = None, form: RenderForm | None = None) -> Plan:
    """A shipped recipe's plan: the roles people ask for first, then whatever else has weights.

    Its filling steps are told what the form says, and for a sample it begins with the canonical
    step as the form asks for it.
    """
    sampled = candidate is not None and candidate.is_sample
    try:
        recipe = filled_as(recipes.load(name), **_filling(form))
        if candidate is not None and sampled:
            recipe = whole_recipe(candidate, recipe, **_sampling(form))
        steps = planned(recipe)
    except ActionError as error:
        faults = [error.message, *(problem.message for problem in error.problems)]
        return Plan(name, fault=" ".join(faults))
    except (RecipeError, StageError) as error:
        return Plan(name, fault=str(error))
    found = [*_weights(steps), *_algorithms(steps)]
    roles = dict.fromkeys((*SAMPLED, *ROLES) if sampled else ROLES)
    named = [row for role in roles for row in _of_role(found, role)]
    others = [row for row in found if row.role not in roles]
    return Plan(
        name,
        recipe,
        tuple(named + others),
        checks=_once(steps, "check"),
        libraries=_once(steps, "library"),
    )


def render_context(candidate: Candidate, form: RenderForm, *, read: bool = True) -> dict[str, Any]:
    """What the render form shows, in its dialog and on its own page.

    For a sample its plans are left to be fetched unless ``read``.
    """
    data = form.data if form.is_bound else form.initial
    planned_now = read or not candidate.is_sample
    return {
        "form": form,
        "plans": [
            plan_of(name, candidate, form) if planned_now else Plan(name, recipes.load(name))
            for name in recipes.names()
        ],
        "planned_now": planned_now,
        "canonical": canonical_view(candidate, form, read=read),
        "own": RenderForm.OWN,
        "chosen": data.get("recipe") or candidate.project.recipe,
        "recipe_text": data.get("recipe_text") or OWN_EXAMPLE,
        "seed": data.get("seed", ""),
        "deterministic": bool(data.get("deterministic", not form.is_bound)),
        "strategies": get_args(Strategy),
        "hint_length": HINT_LENGTH,
        "use_drawn_mask": bool(data.get("use_drawn_mask")),
    }


def _sampling(form: RenderForm | None) -> dict[str, Any]:
    """What the form asks of the canonical step; nothing of its own while it cannot be read."""
    if form is None or not form.is_bound or not form.is_valid():
        return {}
    return form.sampling()


def _filling(form: RenderForm | None) -> dict[str, str]:
    """What the form tells the filling steps; nothing while it cannot be read."""
    if form is None or not form.is_bound or not form.is_valid():
        return {}
    return form.filling()


def _once(steps: list[PlannedStep], role: str) -> tuple[Pin, ...]:
    """Each pin of a role, named once however many stages use it."""
    return tuple(dict.fromkeys(pin for step in steps for pin in step.pins if pin.role == role))


def _weights(steps: list[PlannedStep]) -> list[PlanRow]:
    """Each model once, with the stages that use it."""
    stages: dict[Pin, list[str]] = {}
    for step in steps:
        for pin in step.pins:
            if pin.role not in IN_A_LINE:
                stages.setdefault(pin, []).append(step.stage)
    return [
        PlanRow(pin.role, pin.id, pin.version, pin.sha256, tuple(dict.fromkeys(at)))
        for pin, at in stages.items()
    ]


def _algorithms(steps: list[PlannedStep]) -> list[PlanRow]:
    return [
        PlanRow(
            ALGORITHMS[step.stage], "the studio's own algorithm", step.version, "", (step.stage,)
        )
        for step in steps
        if step.stage in ALGORITHMS and all(pin.role in IN_A_LINE for pin in step.pins)
    ]


def _of_role(rows: list[PlanRow], role: str) -> list[PlanRow]:
    return [row for row in rows if row.role == role] or [PlanRow(role)]
