"""Giving out a picture's signed address, and the picture for whoever comes with one."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from editor import access, attempts
from editor.access_by_link import LinkedPicture, LinkEnded, link_of, picture_by
from editor.actions.errors import ActionError
from editor.actions.picture_links import USUAL_HOURS, make_picture_link, most_hours
from editor.pages.pictures import picture_answer
from editor.picture_links import WHOLE, PictureLink, signed
from jobs import artifacts, thumbnails
from jobs.models import Artifact

LASTING = ((1, "an hour"), (8, "8 hours"), (24, "a day"), (72, "3 days"), (168, "a week"))
CACHED = 300
"""Most seconds that a browser keeps the picture: so long an issuer's lost access goes unseen."""


def offered() -> list[tuple[int, str]]:
    """The times to choose from."""
    return [(hours, words) for hours, words in LASTING if hours <= most_hours()]


class LinkForm(forms.Form):
    """For how long; longer than the studio allows is not offered."""

    hours = forms.TypedChoiceField(coerce=int, choices=offered)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def picture_link(request: HttpRequest, project_id: UUID, digest: str) -> HttpResponse:
    """Make an address for this picture, shown with when it ends."""
    project = access.project_for(request.user, project_id)
    found = access.artifact_for(request.user, project_id, digest)
    form = LinkForm(request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_picture_link(
                project=project, digest=found.digest, by=access.person(request.user),
                hours=form.cleaned_data["hours"],
            )  # fmt: skip
        except ActionError as error:
            form.add_error(error.field or None, error.message)
    context = {
        "project": project,
        "artifact": found,
        "made": made,
        "address": address_of(request, made) if made else "",
        "form": form,
        "link_times": offered(),
        "chosen": str(form["hours"].value() or USUAL_HOURS),
    }
    return render(request, "pages/picture_link.html", context, status=400 if form.errors else 200)


@require_safe
def picture(request: HttpRequest, link: str) -> HttpResponseBase:
    """The picture; open to whoever holds the address, while it works."""
    seconds = attempts.wait_with_link(request)
    if seconds:
        said = f"Too many links that lead nowhere. Wait {seconds} seconds."
        answer = _no_picture(request, said, 429)
        answer["Retry-After"] = str(seconds)
        return answer
    try:
        return _answer(request, picture_by(link_of(link)))
    except LinkEnded as ended:
        return _no_picture(request, str(ended), 410)
    except Http404 as unknown:
        attempts.failed_with_link(request)
        return _no_picture(request, str(unknown), 404)


def address_of(request: HttpRequest, link: PictureLink) -> str:
    """The whole address, on the host that was asked."""
    return request.build_absolute_uri(reverse("picture-link", args=[signed(link)]))


def _answer(request: HttpRequest, found: LinkedPicture) -> HttpResponseBase:
    artifact, width = found.artifact, found.link.width
    data, media_type = _bytes(artifact, width)
    etag = f"{artifact.digest}-{width}" if width else artifact.digest
    answer = picture_answer(request, data, media_type, etag=etag)
    answer["Cache-Control"] = f"private, max-age={min(found.seconds_left, CACHED)}"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _bytes(artifact: Artifact, width: int) -> tuple[bytes, str]:
    if width == WHOLE:
        return artifacts.read(artifact.digest), artifact.media_type
    return thumbnails.thumbnail(artifact.digest, width), thumbnails.MEDIA_TYPE


def _no_picture(request: HttpRequest, said: str, status: int) -> HttpResponse:
    answer = render(request, "pages/picture_gone.html", {"said": said}, status=status)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
