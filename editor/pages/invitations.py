"""Asking somebody into a project by e-mail, taking that back, and coming in by the link."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from editor import access, attempts, invitation_mail
from editor.actions.errors import ActionError
from editor.actions.invitations import (
    ENDED,
    accept_invitation,
    invite,
    join_as_new,
    revoke_invitation,
)
from editor.actions.sign_ins import Door, note_sign_in
from editor.invitation_links import opened, signed
from editor.models import Invitation
from editor.pages.forms import MemberForm
from editor.pages.invite_form import InviteForm
from editor.pages.members import members_page


class NewAccountForm(forms.Form):
    """The name and password of an account to make; the address is the invitation's."""

    username = forms.CharField(max_length=150)
    password = forms.CharField(max_length=1024, strip=False)


@login_required
@never_cache
@require_POST
def invitations(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Invite; the link is sent, or shown this once when it cannot be."""
    project = access.project_for(request.user, project_id)
    person = access.demand(request.user, project, "can_manage")
    form = InviteForm(request.POST)
    made = None
    if form.is_valid():
        try:
            made = invite(project=project, by=person, **form.cleaned_data)
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    if made is None:
        return members_page(request, project, MemberForm(), invite_form=form)
    link = request.build_absolute_uri(reverse("invitation", args=[signed(made)]))
    if invitation_mail.send(made, link):
        messages.success(request, f"{made.email} was invited by e-mail.")
        return redirect("project-members", project.id)
    return members_page(request, project, MemberForm(), invited=(made, link))


@login_required
@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = access.invitation_for(request.user, invitation_id)
    person = access.demand(request.user, invitation.project, "can_manage")
    try:
        revoke_invitation(invitation=invitation, by=person)
        messages.success(request, f"The invitation of {invitation.email} leads nowhere now.")
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("project-members", invitation.project_id)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, link: str) -> HttpResponse:
    """Come in: as whoever is signed in, or with a new account; open to whoever holds the link."""
    seconds = attempts.wait_with_link(request)
    if seconds:
        context = {"fault": f"Too many links that lead nowhere. Wait {seconds} seconds."}
        answer = render(request, "pages/invitation.html", context, status=429)
        answer["Retry-After"] = str(seconds)
        return answer
    invitation_id = opened(link)
    if invitation_id is None:
        attempts.failed_with_link(request)
    found = access.invitation_by_link(invitation_id)
    if found.state != "open":
        context = {"fault": ENDED[found.state]}
        return render(request, "pages/invitation.html", context, status=410)
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            joined = _joined(request, found, form)
        except ActionError as error:
            form.is_valid()
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            if joined:
                messages.success(request, f"You belong to “{found.project.name}” now.")
                return redirect("project", found.project_id)
    shown = {"invitation": found, "form": form, "here": request.path}
    return render(request, "pages/invitation.html", shown, status=400 if form.errors else 200)


def _joined(request: HttpRequest, found: Invitation, form: NewAccountForm) -> bool:
    """Whether somebody came in; a new person is signed in as well."""
    if isinstance(request.user, User):
        accept_invitation(invitation=found, person=request.user)
        return True
    if not form.is_valid():
        return False
    user = join_as_new(invitation=found, **form.cleaned_data)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    note_sign_in(request, user, Door.PAGE)
    return True
