"""The render form: from a candidate and a recipe to a queued job."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.views.decorators.http import require_http_methods

from editor import access
from editor.actions import renders as actions
from editor.actions.candidates import set_drawn_mask
from editor.actions.errors import ActionError
from editor.models import Candidate, Proof
from editor.pages.forms import RenderForm
from editor.pages.plans import render_context
from editor.pages.reading import is_ready
from editor.pages.sent_back import sent_back


@login_required
@require_http_methods(["GET", "POST"])
def render(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Ask for a canonical render; what is refused is shown with everything that was entered.

    ``?part=plans`` is what would run with the form as it stands; nothing is asked for then.
    ``?from=`` names the proof that this render is to follow.
    """
    candidate = access.candidate_for(request.user, candidate_id)
    person = access.demand(request.user, candidate.project, "can_render")
    back = sent_back(request, candidate)
    initial = back.initial() if back else {}
    form = RenderForm(request.POST or None, request.FILES or None, initial=initial)
    problems: tuple[object, ...] = ()
    if request.GET.get("part") == "plans":
        context = render_context(candidate, form, read=is_ready())
        return page(request, "parts/render_plans.html", context)
    if form.is_valid():
        try:
            proof = _asked(candidate, form, person)
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            problems = tuple(error.problems)
        else:
            return redirect("job", proof.job_id)
    context = {
        "candidate": candidate,
        "project": candidate.project,
        "back": back,
        "problems": problems,
        **render_context(candidate, form),
    }
    return page(request, "pages/render.html", context, status=400 if form.errors else 200)


def _asked(candidate: Candidate, form: RenderForm, person: User) -> Proof:
    asked = form.cleaned_data
    own = asked["recipe"] == RenderForm.OWN
    if asked["mask"]:
        set_drawn_mask(candidate=candidate, data=asked["mask"].read(), by=person)
    return actions.render(
        candidate=candidate,
        asked_by=person,
        recipe_name="" if own else asked["recipe"],
        recipe_text=asked["recipe_text"] if own else "",
        seed=asked["seed"],
        deterministic=asked["deterministic"],
        use_drawn_mask=asked["use_drawn_mask"] or bool(asked["mask"]),
        hint=asked["hint"],
        strategy=asked["strategy"],
        **form.sampling(),
    )
