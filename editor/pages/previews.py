"""What is coming: small pictures of the samples that a running step has not finished."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editor import access
from editor.pages.exploration_views import preview_addresses
from jobs import previews as kept
from jobs.models import Preview


@login_required
@require_safe
@never_cache
def previews(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The addresses of the previews there are just now, by the names of what will be delivered."""
    return JsonResponse(preview_addresses(access.job_for(request.user, job_id)))


@login_required
@require_safe
@never_cache
def preview(request: HttpRequest, job_id: UUID, name: str) -> HttpResponse:
    """The newest preview under a name; not found once what it announced is there."""
    job = access.job_for(request.user, job_id)
    found = Preview.objects.filter(step__job=job, name=name).first()
    if found is None:
        raise Http404("There is no such preview, or no longer.")
    return HttpResponse(bytes(found.data), content_type=kept.MEDIA_TYPE)
