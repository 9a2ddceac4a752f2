"""A proof: compared, decided on, published, downloaded."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from editor import access, queries
from editor.actions.errors import ActionError
from editor.actions.publications import publish as publish_proof
from editor.actions.reviews import decide
from editor.actions.threads import TEXT_LENGTH
from editor.models import Proof, PublicationOrder, Review
from editor.pages.forms import ReviewForm
from editor.pages.picture_links import offered
from editor.pages.pictures import picture_answer
from editor.pages.proof_views import proof_view
from jobs import artifacts, progress

ORDERED: dict[str, str] = {
    PublicationOrder.Outcome.OPEN: "Its files are being made. It is published once all have passed "
    "the gate.",
    PublicationOrder.Outcome.PUBLISHED: "Published. Anyone with the address can open it now.",
}


@login_required
@require_safe
def proof(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """The proof; ``?part=rail`` is what a live page fetches again."""
    found = access.proof_for(request.user, proof_id)
    if found.job.result is None:
        return redirect("job", found.job_id)
    return _page(request, found, ReviewForm())


@login_required
@require_POST
def review(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """One decision; what is refused keeps what was written."""
    found = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, found.candidate.project, "can_review")
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            decision = decide(proof=found, reviewer=person, **form.decision())
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"{decision.get_verdict_display()}. The maker can see it.")
            return redirect("proof", found.id)
    return _page(request, access.proof_for(request.user, proof_id), form)


@login_required
@require_POST
def publish(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """Give the approved bytes a public address."""
    found = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, found.candidate.project, "can_publish")
    try:
        order = publish_proof(proof=found, by=person)
    except ActionError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, ORDERED[order.outcome])
    return redirect("proof", found.id)


@login_required
@require_safe
def download(request: HttpRequest, proof_id: UUID) -> HttpResponseBase:
    """The proof's own bytes, named after the candidate and the revision."""
    found = access.proof_for(request.user, proof_id)
    result = found.job.result
    if result is None:
        raise Http404("The render has not finished; there is nothing to download yet.")
    name = f"{PurePath(found.candidate.name).stem}-r{found.revision}.png"
    return picture_answer(
        request,
        artifacts.read(result.digest),
        result.media_type,
        etag=result.digest,
        download_as=name,
    )


def _page(request: HttpRequest, found: Proof, form: ReviewForm) -> HttpResponse:
    person = access.person(request.user)
    view = proof_view(found, person)
    context = {
        "view": view,
        "against": view.before if request.GET.get("against") == "revision" else None,
        "proof": found,
        "candidate": found.candidate,
        "project": found.candidate.project,
        "may": access.permissions(person, found.candidate.project),
        "after": progress.last_number(found.candidate.project.stream),
        "form": form,
        "link_times": offered(),
        "reason_codes": Review.ReasonCode.choices,
        "chosen_code": form["reason_code"].value() or Review.ReasonCode.OTHER,
        "comment_length": TEXT_LENGTH,
        "next": queries.next_to_review(person, besides=found),
    }
    rail = request.GET.get("part") == "rail"
    template = "pages/proof_rail.html" if rail else "pages/proof.html"
    return render(request, template, context, status=400 if form.errors else 200)
