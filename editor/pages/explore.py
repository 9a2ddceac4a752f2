"""Asking for an exploration: the form, and what will condition the run beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from editor import access, queries
from editor.actions import explorations as actions
from editor.actions.errors import ActionError
from editor.models import Exploration, Project
from editor.pages.conditioning_views import ConditioningView, conditioning_view
from editor.pages.exploration_views import earlier_view
from editor.pages.explore_forms import (
    ExploreForm,
    first_values,
    own_defaults,
    presets,
    scheduler_groups,
    title_of,
)
from editor.pages.reading import STAND_IN, is_ready, wait
from jobs.stages.generator.params import ExploreParams

EARLIER_A_PAGE = 8


@login_required
@require_http_methods(["GET", "POST"])
def explore(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The form; ``?part=conditioning`` is the panel for what the form holds just now."""
    project = access.project_for(request.user, project_id)
    person = access.demand(request.user, project, "can_add")
    again = _again(request, project)
    found = own_defaults()
    form = ExploreForm(request.POST or None, initial=first_values(found, again))
    if request.GET.get("part") == "conditioning":
        return render(request, "parts/conditioning.html", {"conditioning": _panel(form)})
    if "preview" in request.POST:
        wait()
    elif request.method == "POST" and form.is_valid():
        exploration = _asked(project, person, form)
        if exploration is not None:
            return redirect("exploration", exploration.id)
    rows = Paginator(queries.explorations_of(project), EARLIER_A_PAGE)
    earlier = rows.get_page(request.GET.get("page"))
    context = {
        "project": project,
        "form": form,
        "conditioning": _panel(form),
        "defaults": found,
        "explore_title": title_of(found.explore_scheduler) if found else "",
        "presets": presets(found),
        "schedulers": scheduler_groups(),
        "batch_size": ExploreParams.model_fields["batch_size"].default,
        "earlier_seed": again.job.seed if again else None,
        "earlier": earlier,
        "earlier_views": [earlier_view(card) for card in queries.exploration_cards(earlier)],
    }
    refused = bool(form.errors) and "preview" not in request.POST
    return render(request, "pages/explore.html", context, status=400 if refused else 200)


def _again(request: HttpRequest, project: Project) -> Exploration | None:
    """The exploration whose settings the form begins with."""
    named = request.GET.get("from")
    if not named:
        return None
    found = access.exploration_for(request.user, named)
    return found if found.project_id == project.id else None


def _asked(project: Project, person: User, form: ExploreForm) -> Exploration | None:
    try:
        return actions.explore(project=project, asked_by=person, **form.wish())
    except ActionError as error:
        field = {"seed": "seeds"}.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, error.message)
        return None


def _panel(form: ExploreForm) -> ConditioningView:
    """What the form would run as it stands; a fault of its own stands where the rest would."""
    if not is_ready():
        return ConditioningView(awaited=True)
    wish = _wish(form)
    if wish is None:
        faults = [str(error) for errors in form.errors.values() for error in errors]
        return ConditioningView(fault="\n".join(faults))
    awaits_prompt = not str(wish["prompt"]).strip()
    try:
        plan = actions.plan(**wish | ({"prompt": STAND_IN} if awaits_prompt else {}))
    except ActionError as error:
        return ConditioningView(fault=error.message)
    return conditioning_view(plan.conditioning, plan.pins, awaits_prompt=awaits_prompt)


def _wish(form: ExploreForm) -> dict[str, Any] | None:
    """The values of the form, or those it begins with; without what only a run needs."""
    filled = form if form.is_bound else ExploreForm(form.initial)
    if not filled.is_valid():
        return None
    # Seeds say nothing about what conditions a run.
    return {name: value for name, value in filled.wish().items() if name not in ("seed", "seeds")}
