"""A sample's canonical render as the render form shows it: what holds it, what conditions it."""

from __future__ import annotations

from dataclasses import dataclass

from editor.actions.canonical import canonical_params
from editor.actions.errors import ActionError
from editor.actions.sampling import params_of
from editor.models import Candidate
from editor.pages.conditioning_views import ConditioningView, conditioning_view
from editor.pages.explore_forms import offered
from editor.pages.forms import RenderForm
from jobs.stages.contract import StageError
from jobs.stages.generator import conditioning
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.generator.schedulers import SchedulerChoice, choice
from jobs.weights import process_weights


@dataclass(frozen=True)
class CanonicalView:
    """What a sample's render form adds to an upload's.

    ``params`` are what would run with the form as it stands; None with a fault in it.
    """

    explored_with: SchedulerChoice
    schedulers: tuple[SchedulerChoice, ...]
    conditioning: ConditioningView
    params: CanonicalParams | None
    own: CanonicalParams | None
    hold: str
    hold_strength: str

    @property
    def own_scheduler(self) -> str:
        """The sampler that is taken when none is chosen."""
        return choice(str(self.own.scheduler)).title if self.own else ""

    @property
    def may_hold_noise(self) -> bool:
        """Whether the seed alone gives the same composition again."""
        return not self.explored_with.stochastic


def canonical_view(candidate: Candidate, form: RenderForm, *, read: bool) -> CanonicalView | None:
    """The view for a sample with its form; None for an upload.

    What conditions it is left out unless ``read``: it takes a moment, and not every page shows it.
    """
    if candidate.exploration is None:
        return None
    own = _params(candidate, RenderForm({"recipe": RenderForm.OWN}))
    asked = _params(candidate, form) if form.is_bound else own
    params = asked if isinstance(asked, CanonicalParams) else None
    first = own if isinstance(own, CanonicalParams) else None
    chosen = str(form["hold"].value() or "") or (first.hold if first else "")
    strength = CanonicalParams.model_fields["hold_strength"].default
    return CanonicalView(
        explored_with=choice(str(params_of(candidate.exploration).scheduler)),
        schedulers=offered(stochastic=False),
        conditioning=_conditioning(params, str(asked)) if read else ConditioningView(awaited=True),
        params=params,
        own=first,
        hold=chosen,
        hold_strength=str(form["hold_strength"].value() or strength),
    )


def _params(candidate: Candidate, form: RenderForm) -> CanonicalParams | str:
    """What the form asks of the canonical stage, or what is wrong with it."""
    assert candidate.exploration is not None
    if not form.is_valid() and any(form[name].errors for name in RenderForm.SAMPLING):
        return " ".join(str(error) for name in RenderForm.SAMPLING for error in form[name].errors)
    given = {
        name: value
        for name, value in form.sampling().items()
        if value is not None and value is not False and value != ""
    }
    try:
        return canonical_params(candidate, candidate.exploration, given)
    except ActionError as error:
        return error.message


def _conditioning(params: CanonicalParams | None, fault: str) -> ConditioningView:
    """Its models stand in the plan beside, with those of the recipe's other steps."""
    if params is None:
        return ConditioningView(fault=fault)
    try:
        return conditioning_view(conditioning.plan(params, process_weights()), ())
    except StageError as error:
        return ConditioningView(fault=str(error))
