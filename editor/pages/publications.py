"""What anyone may open: a published picture, when, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.pages.pictures import picture_answer
from jobs import artifacts
from jobs.records import JobRecord, StepRecord, job_record
from jobs.stages.target_profile import TARGET


@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page: nothing on it leads to anything unpublished."""
    found = access.published(slug)
    context = {"publication": found, "done": tuple(_done(job_record(found.proof.job)))}
    return render(request, "pages/publication.html", context)


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The published bytes, exactly as they were approved."""
    found = access.published(slug)
    digest = found.picture.digest
    return picture_answer(
        request, artifacts.read(digest), found.picture.media_type, etag=digest, public=True
    )


def _done(record: JobRecord) -> Iterator[str]:
    """What each step did, for someone who knows nothing of stages."""
    for step in record.steps:
        words = _step_words(step)
        if words:
            yield words
    if record.verdict == "pass":
        yield "The result passed the automatic checks."
    yield "A person other than its maker approved it."


def _step_words(step: StepRecord) -> str:
    if step.stage == "inpaint":
        return _replaced(step)
    if step.stage == "denoise":
        return "Noise was smoothed without softening edges."
    if step.stage == "upscale":
        return f"It was enlarged {step.params.get('scale', '')} times by a neural network."
    if step.stage == "remove_halos":
        return "Halos that enlarging left beside edges were taken out."
    if step.stage == "enhance":
        aimed = " Its colour and contrast were changed." if step.params.get(TARGET) else ""
        return f"A neural network made its detail crisper.{aimed}"
    return ""


def _replaced(step: StepRecord) -> str:
    lines = sum(region.source != "drawn" for region in step.regions)
    drawn = len(step.regions) - lines
    parts = []
    if lines:
        parts.append("1 line of text" if lines == 1 else f"{lines} lines of text")
    if drawn:
        parts.append("1 marked area" if drawn == 1 else f"{drawn} marked areas")
    if not parts:
        return ""
    verb = "was" if len(step.regions) == 1 else "were"
    return f"{' and '.join(parts)} {verb} filled in from the picture around."
