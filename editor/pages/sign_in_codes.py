"""Signing in, second part: the code of whoever has a second factor."""

from __future__ import annotations

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editor import attempts, half_signed_in
from editor.actions.errors import ActionError
from editor.actions.second_factors import WRONG, is_right
from editor.actions.sign_ins import Door, note_failure, note_sign_in
from editor.half_signed_in import HalfSignedIn

PASSWORDS = "django.contrib.auth.backends.ModelBackend"


class CodeForm(forms.Form):
    """A code of the app, or one of the list."""

    code = forms.CharField(max_length=40)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whoever comes without a right password is sent back to give it."""
    half = half_signed_in.current(request)
    if half is None:
        return redirect("sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = attempts.wait_with_code(half.person.username)
        if wait:
            form.add_error("code", f"Too many wrong codes. Wait {-(-wait // 60)} minutes.")
        elif _is_right(request, half, form):
            return _signed_in(request, half)
    status = 429 if wait else 400 if form.errors else 200
    answer = render(request, "pages/sign_in_code.html", {"form": form}, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def _is_right(request: HttpRequest, half: HalfSignedIn, form: CodeForm) -> bool:
    try:
        if is_right(person=half.person, code=form.cleaned_data["code"]):
            return True
    except ActionError as error:
        form.add_error("code", error.message)
        return False
    attempts.failed_with_code(half.person.username)
    note_failure(request, half.person.username, Door.CODE)
    form.add_error("code", WRONG)
    return False


def _signed_in(request: HttpRequest, half: HalfSignedIn) -> HttpResponse:
    half_signed_in.end(request)
    login(request, half.person, backend=PASSWORDS)
    note_sign_in(request, half.person, half.door, second_factor=True)
    return redirect(half.wanted)
