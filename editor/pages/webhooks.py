"""A project's webhooks: who is told of what, and what became of each message."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from editor import access
from editor.actions import webhooks as actions
from editor.actions.errors import ActionError
from editor.actions.webhooks import SecretTold
from editor.models import Webhook
from editor.webhooks.events import TITLES

ROWS_A_PAGE = 30


class WebhookForm(forms.Form):
    """An address and what it is told of; both are checked by the action."""

    url = forms.CharField(max_length=600)
    events = forms.MultipleChoiceField(choices=list(TITLES.items()), required=False)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The webhooks, for leads and administrators; a new one's secret is shown this once."""
    project = access.project_for(request.user, project_id)
    person = access.demand(request.user, project, "can_manage")
    form = WebhookForm(request.POST or None, initial={"events": list(TITLES)})
    told = None
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.add_webhook(project=project, by=person, **form.cleaned_data)
            form = WebhookForm(initial={"events": list(TITLES)})
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {
        "project": project,
        "webhooks": project.webhooks.select_related("added_by"),
        "titles": TITLES,
        "form": form,
        "told": told,
    }
    return render(request, "pages/webhooks.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, project_id: UUID, webhook_id: UUID) -> HttpResponse:
    """One webhook with its messages; its events, and whether it is told at all."""
    row = access.webhook_for(request.user, project_id, webhook_id)
    person = access.demand(request.user, row.project, "can_manage")
    if request.method == "POST":
        events, on = request.POST.getlist("events"), request.POST.get("on") == "on"
        words = "It is told of these events." if on else "It is off: nothing is sent to it."
        return _after(
            request,
            row,
            lambda: actions.change_webhook(webhook=row, by=person, events=events, on=on),
            words,
        )
    return _shown(request, row)


@login_required
@never_cache
@require_POST
def secret(request: HttpRequest, project_id: UUID, webhook_id: UUID) -> HttpResponse:
    """Replace the secret; the new one is shown this once."""
    row = access.webhook_for(request.user, project_id, webhook_id)
    person = access.demand(request.user, row.project, "can_manage")
    told = actions.replace_secret(webhook=row, by=person)
    return _shown(request, told.webhook, told)


@login_required
@require_POST
def ping(request: HttpRequest, project_id: UUID, webhook_id: UUID) -> HttpResponse:
    """Send a message that tells nothing."""
    row = access.webhook_for(request.user, project_id, webhook_id)
    person = access.demand(request.user, row.project, "can_manage")
    words = "A ping is on its way: its answer stands below in a few seconds."
    return _after(request, row, lambda: actions.ping(webhook=row, by=person), words)


@login_required
@require_POST
def remove(request: HttpRequest, project_id: UUID, webhook_id: UUID) -> HttpResponse:
    """Tell an address nothing any more."""
    row = access.webhook_for(request.user, project_id, webhook_id)
    person = access.demand(request.user, row.project, "can_manage")
    actions.remove_webhook(webhook=row, by=person)
    messages.success(request, f"{row.url} is told nothing any more.")
    return redirect("project-webhooks", project_id)


@login_required
@require_POST
def again(
    request: HttpRequest, project_id: UUID, webhook_id: UUID, message_id: UUID
) -> HttpResponse:
    """Send a message once more, under the id that it had."""
    message = access.webhook_message_for(request.user, project_id, webhook_id, message_id)
    person = access.demand(request.user, message.webhook.project, "can_manage")
    words = "It is sent again, under the same id and with a new time."
    return _after(
        request,
        message.webhook,
        lambda: actions.send_again(message=message, by=person),
        words,
    )


def _shown(request: HttpRequest, row: Webhook, told: SecretTold | None = None) -> HttpResponse:
    rows = row.messages.prefetch_related("attempts")
    context = {
        "project": row.project,
        "webhook": row,
        "titles": TITLES,
        "told": told,
        "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "pages/webhook.html", context)


def _after(
    request: HttpRequest, row: Webhook, act: Callable[[], object], words: str
) -> HttpResponse:
    """Do it, and say so, or why it was not done, on the webhook's page."""
    try:
        act()
        messages.success(request, words)
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("webhook", row.project_id, row.id)
