"""Threads on a proof: begun, answered, resolved, reopened, and words withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from editor import access
from editor.actions import threads
from editor.actions.errors import ActionError
from editor.pages.place_field import PlaceField


class ThreadForm(forms.Form):
    """What a new thread says, and of which place."""

    text = forms.CharField(required=False)
    place = PlaceField(required=False, max_length=120)


@login_required
@require_POST
def open_thread(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """Begin a thread on this revision."""
    proof = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, proof.candidate.project, "can_comment")
    form = ThreadForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("proof", proof.id)
    said = form.cleaned_data

    def begin() -> None:
        threads.open_thread(proof=proof, text=said["text"], place=said["place"], by=person)

    return _after(request, begin, proof.id)


@login_required
@require_POST
def answer(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Reply, resolve or reopen, by the button that was pressed."""
    thread = access.thread_for(request.user, thread_id)
    person = access.demand(request.user, thread.candidate.project, "can_comment")
    turn = request.POST.get("turn", "reply")

    def take() -> None:
        if turn == "resolve":
            threads.resolve(thread=thread, by=person)
        elif turn == "reopen":
            threads.reopen(thread=thread, by=person)
        else:
            threads.reply(thread=thread, text=request.POST.get("text", ""), by=person)

    return _after(request, take, _seen_on(request, thread.proof_id))


@login_required
@require_POST
def withdraw(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Take one's own words back."""
    comment = access.comment_for(request.user, comment_id)
    person = access.demand(request.user, comment.thread.candidate.project, "can_comment")

    def take() -> None:
        threads.withdraw(comment=comment, by=person)

    return _after(request, take, _seen_on(request, comment.thread.proof_id))


def _seen_on(request: HttpRequest, opened_on: UUID) -> UUID:
    """The revision whose page the person was on; a thread may have been opened on an earlier."""
    try:
        seen = UUID(request.POST.get("proof", ""))
    except ValueError:
        return opened_on
    return access.proof_for(request.user, seen).id


def _after(request: HttpRequest, act: Callable[[], None], proof_id: UUID) -> HttpResponse:
    try:
        act()
    except ActionError as error:
        messages.error(request, error.message)
    return redirect(reverse("proof", args=[proof_id]) + "#threads")
