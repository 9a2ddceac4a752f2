"""“Where does this file come from?”: drop any file, and read what it is."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from editor import lookup_limit, queries
from editor.actions.candidates import limits
from editor.queries import Provenance

TOO_MANY = 429


class FileForm(forms.Form):
    """Any file."""

    file = forms.FileField(allow_empty_file=True)


@require_http_methods(["GET", "POST"])
def provenance(request: HttpRequest) -> HttpResponse:
    """The question, and the answer to it; anyone may ask, and nothing asked is kept."""
    if request.method != "POST":
        return _page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    seconds = lookup_limit.wait(request)
    if seconds:
        form.add_error("file", f"Too many lookups from here. Wait {seconds} seconds, then again.")
        return _page(request, form, status=TOO_MANY)
    if not form.is_valid():
        return _page(request, form, status=400)
    file = form.cleaned_data["file"]
    if file.size > limits().max_bytes:
        form.add_error("file", f"At most {limits().max_bytes // 2**20} MB are read here.")
        return _page(request, form, status=413)
    name = file.name or "file"
    answer = queries.where_from(file.read(), name, limits(), request.user)
    return _page(request, form, answer, name)


def _page(
    request: HttpRequest,
    form: FileForm,
    answer: Provenance | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "answer": answer, "name": name}
    return render(request, "pages/provenance.html", context, status=status)
