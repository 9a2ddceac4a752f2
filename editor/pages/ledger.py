"""The ledger for administrators: its entries, whether it is intact, its head and its export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editor import access
from editor.ledger.checks import remember
from editor.ledger.exporting import exported
from editor.ledger.keeping import Refused, give_out, sign_head
from editor.ledger.kinds import KINDS
from editor.models import Project
from editor.pages.forms import LedgerForm
from editor.pages.ledger_views import lines_of
from editor.queries.ledger import (
    CHECKED_AT_ONCE,
    LedgerWish,
    chain_memory,
    chain_state,
    ledger_page,
)
from editor.streamed import Streamed


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The entries and the chain's state; a POST checks every entry and not only the newest."""
    access.demand_audit(request.user)
    form = LedgerForm(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wish = LedgerWish(**{name: value for name, value in asked.items() if value})
    page = ledger_page(wish)
    whole = request.method == "POST"
    state = chain_state(whole=whole)
    if whole and state.report is not None:
        remember(state.report, whole=True, by=access.person(request.user))
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "form": form,
        "may_sign": access.is_admin(request.user),
        "lines": lines_of(page.rows),
        "older": page.older,
        "state": state,
        "memory": chain_memory(),
        "at_once": CHECKED_AT_ONCE,
        "whole": whole,
        "kinds": sorted(KINDS.values()),
        "projects": Project.objects.order_by("name"),
        "kept": kept.urlencode(),
        "narrowed": any(value for name, value in asked.items() if name != "before"),
    }
    return render(request, "pages/ledger.html", context)


@login_required
@require_safe
def ledger_export(request: HttpRequest) -> HttpResponseBase:
    """The whole ledger as JSON Lines, sent as it is read."""
    access.demand_audit(request.user)
    answer = Streamed(exported(), content_type="application/jsonl")
    answer["Content-Disposition"] = 'attachment; filename="ledger.jsonl"'
    return answer


@login_required
@require_POST
def ledger_head(request: HttpRequest) -> HttpResponse:
    """Sign the ledger's end and give the head out as a file, to be kept elsewhere."""
    access.demand_admin(request.user)
    try:
        head = sign_head()
        if head is None:
            messages.error(request, "The ledger has no entry yet: there is nothing to sign.")
            return redirect("ledger")
        give_out(head)
    except (Refused, OSError) as error:
        messages.error(request, f"No head was given out: {error}")
        return redirect("ledger")
    answer = HttpResponse(head.model_dump_json() + "\n", content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="head-{head.number:012d}.json"'
    return answer
