"""Who belongs to a project, and as what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from editor import access
from editor.actions.errors import ActionError
from editor.actions.projects import remove_member, set_member
from editor.models import Invitation, Membership, Project
from editor.pages.forms import MemberForm
from editor.pages.invite_form import InviteForm


@login_required
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The members; leads and administrators change them."""
    project = access.project_for(request.user, project_id)
    form = MemberForm(request.POST or None, initial={"role": Membership.Role.CREATIVE})
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        if form.is_valid() and _changed(request, form, project, person):
            return redirect("project-members", project.id)
    return members_page(request, project, form)


def members_page(
    request: HttpRequest,
    project: Project,
    form: MemberForm,
    *,
    invite_form: InviteForm | None = None,
    invited: tuple[Invitation, str] | None = None,
) -> HttpResponse:
    """The page, with what a form got wrong, or the link of an invitation that was not sent."""
    asked = invite_form or InviteForm()
    faults = form.errors or asked.errors
    open_ones = Invitation.objects.filter(project=project, accepted_at=None, revoked_at=None)
    context = {
        "invitations": open_ones.select_related("invited_by"),
        "invite_form": asked,
        "invited": invited,
        "project": project,
        "may": access.permissions(request.user, project),
        "memberships": project.memberships.select_related("user").order_by("user__username"),
        "roles": Membership.Role.choices,
        "form": form,
    }
    return render(request, "pages/members.html", context, status=400 if faults else 200)


def _changed(request: HttpRequest, form: MemberForm, project: Project, person: User) -> bool:
    """Do what the form asks, and say so; what is refused stands beside its field."""
    username = form.cleaned_data["username"]
    user = User.objects.filter(username=username).first()
    if user is None:
        form.add_error("username", f"There is no account “{username}”; check the spelling.")
        return False
    try:
        if "remove" in request.POST:
            remove_member(project=project, user=user, by=person)
            messages.success(request, f"{username} no longer belongs to this project.")
        else:
            role = form.cleaned_data["role"]
            membership = set_member(project=project, user=user, role=role, by=person)
            label = membership.get_role_display().lower()
            messages.success(request, f"{username} is now a {label} here.")
    except ActionError as error:
        field = {"user": "username"}.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, error.message)
        return False
    return True
