"""What anyone may open: a published picture, its credentials in plain words, and its files."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from editor import access
from editor.actions.errors import ActionError
from editor.actions.withdrawals import withdraw as withdraw_publication
from editor.models import Withdrawal
from editor.pages.forms import WithdrawalForm
from editor.pages.pictures import picture_answer
from editor.pages.publication_views import checked, publication_view

GONE, UNSOUND = 410, 409


@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page, or a tombstone; nothing on it leads to anything unpublished."""
    found = access.published(slug)
    if hasattr(found, "withdrawal"):
        return render(request, "pages/withdrawn.html", {"publication": found}, status=GONE)
    return render(request, "pages/publication.html", {"view": publication_view(found)})


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The publication's first file, under an address that needs no digest."""
    first = access.published(slug).files.first()
    if first is None:
        raise Http404("There is no such file.")
    return redirect(first.address)


@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """Signed bytes, verified before each answer, and never those of a withdrawn publication."""
    found = access.published_file(slug, name)
    data, view = checked(found)
    # Asked last: what is withdrawn while the bytes were read is not given out any more.
    if Withdrawal.objects.filter(publication=slug).exists():
        return HttpResponse("This publication was withdrawn.", "text/plain", status=GONE)
    if not view.sound:
        words = f"This file is not served, because its signature does not hold: {view.fault}"
        return HttpResponse(words, "text/plain", status=UNSOUND)
    return picture_answer(request, data, found.signed.media_type, etag=found.signed_id, public=True)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a publication back, for good."""
    found = access.published(slug)
    proof = access.proof_for(request.user, found.proof_id)
    person = access.demand(request.user, proof.candidate.project, "can_withdraw")
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a reason that the public page may tell.")
        return redirect("proof", proof.id)
    try:
        withdraw_publication(publication=found, by=person, **form.cleaned_data)
    except ActionError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Withdrawn. Its address stays and says so.")
    return redirect("proof", proof.id)
