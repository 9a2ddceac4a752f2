"""What a person was told: read on one page, chosen for e-mail on another, stopped by a link."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editor import access, attempts
from editor.actions import notices as actions
from editor.actions.errors import ActionError
from editor.models import Notice
from editor.notices.links import opened
from editor.queries.notices import Cursor, bell, notice_page

LARGEST = 2**63 - 1


class ReadForm(forms.Form):
    """Which notices were read: one by its number, or all up to a number."""

    notice = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    until = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)


class CursorForm(forms.Form):
    """The last notice of the page before."""

    part = forms.ChoiceField(choices=[("unread", "unread"), ("read", "read")])
    before = forms.IntegerField(min_value=1, max_value=LARGEST)


class MailForm(forms.Form):
    """What is sent by e-mail; the kinds are checked by the action."""

    on = forms.BooleanField(required=False)
    kinds = forms.MultipleChoiceField(choices=Notice.Kind.choices, required=False)


@login_required
@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Unread ones first; ``?shown=list`` is what the live page fetches again."""
    person = access.person(request.user)
    # The bell's number comes before the rows: what happens in between is told again.
    context = {"bell": bell(person), "page": notice_page(person, _cursor(request))}
    part = request.GET.get("shown") == "list"
    return render(request, "pages/notice_list.html" if part else "pages/notices.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one as read, or all that stood on the page."""
    person = access.person(request.user)
    form = ReadForm(request.POST)
    if not form.is_valid() or form.cleaned_data["notice"] == form.cleaned_data["until"]:
        return HttpResponse("Name a notice by its number, or give the last one.", status=400)
    number, until = form.cleaned_data["notice"], form.cleaned_data["until"]
    actions.mark_read(person=person, numbers=[number] if number else [], until=until)
    return redirect("notices")


@login_required
@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Choose what is sent by e-mail."""
    person = access.person(request.user)
    form = MailForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such kind of notice: load the page again.")
        return redirect("account")
    try:
        choice = actions.choose_mail(person=person, **form.cleaned_data)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("account")
    said = "Your choice is kept." if choice.on else "You get no e-mail of notices any more."
    messages.success(request, said)
    return redirect("account")


# A mailbox posts here by itself (RFC 8058) and has no token of ours: the signature is enough.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, link: str) -> HttpResponse:
    """Stop a person's e-mail; open to whoever holds the link from one of them."""
    if attempts.wait_with_link(request):
        return HttpResponse("Too many links that lead nowhere. Wait a minute.", status=429)
    person = opened(link)
    if person is None:
        attempts.failed_with_link(request)
        raise Http404("There is no such link. Copy it whole and try again.")
    if request.method == "POST":
        actions.stop_mail(person=person)
    return render(request, "pages/notice_stop.html", {"done": request.method == "POST"})


def _cursor(request: HttpRequest) -> Cursor | None:
    if "before" not in request.GET:
        return None
    form = CursorForm(request.GET)
    if not form.is_valid():
        raise Http404("There is no such page of notices.")
    return Cursor(form.cleaned_data["part"] == "read", form.cleaned_data["before"])
