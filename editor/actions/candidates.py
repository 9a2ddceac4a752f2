"""Writes on candidates: take a picture in, draw a mask on it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.allowed_texts import with_allowed_texts
from editor.actions.errors import ActionError, explained
from editor.models import Candidate, Project
from jobs import artifacts, progress, recipes
from jobs.actions import queue_job
from jobs.models import Job
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.intake import IntakeError, Limits, take_in, take_in_mask
from jobs.stages.perceptual_hash import phash

FIND_TEXT = "find-text"


def limits() -> Limits:
    """How large a file and a picture may be here."""
    return Limits(max_bytes=settings.INTAKE_MAX_BYTES, max_pixels=settings.INTAKE_MAX_PIXELS)


def add_candidate(*, project: Project, data: bytes, name: str, added_by: User) -> Candidate:
    """Take an uploaded picture into the gallery, and look for text on it.

    The bytes are kept as they came; work begins from an upright, sRGB, 8 bit copy.
    """
    access.demand(added_by, project, "can_add")
    try:
        taken = take_in(data, name, limits())
    except IntakeError as error:
        raise ActionError(str(error), "file") from error
    width, height = taken.picture.size
    original = artifacts.put(data, taken.media_type)
    picture = artifacts.put(encode_picture(taken.picture), "image/png", width, height)
    with transaction.atomic():
        candidate = Candidate(
            project=project,
            name=taken.safe_name,
            original=original,
            picture=picture,
            notes=list(taken.notes),
            phash=phash(taken.picture.pixels),
            added_by=added_by,
        )
        candidate.finding = look_for_text(candidate, added_by)
        candidate.save(force_insert=True)
        progress.publish(
            stream=project.stream,
            kind="candidate.added",
            payload={"candidate": str(candidate.id), "name": candidate.name},
        )
    return candidate


def look_for_text(candidate: Candidate, asked_by: User) -> Job:
    """Queue the search for text on a candidate; must be called inside its change's transaction."""
    with explained():
        return queue_job(
            recipe=with_allowed_texts(recipes.load(FIND_TEXT), candidate.project),
            source=candidate.picture,
            asked_by=asked_by,
            stream=candidate.project.stream,
            label=candidate.name,
        )


def set_drawn_mask(*, candidate: Candidate, data: bytes, by: User) -> Candidate:
    """Keep a mask that a person drew at the picture's size.

    With transparency it is inside where it is painted, without where it is bright (from 128).
    """
    access.demand(by, candidate.project, "can_add")
    picture = candidate.picture
    size = (picture.width or 0, picture.height or 0)
    try:
        plane = take_in_mask(data, size, limits())
    except IntakeError as error:
        raise ActionError(str(error), "mask") from error
    if not plane.any():
        raise ActionError("The mask is empty: paint what should be replaced.", "mask")
    mask = artifacts.put(encode_plane(plane), "image/png", *size)
    return _keep_mask(candidate, mask.digest)


def clear_drawn_mask(*, candidate: Candidate, by: User) -> Candidate:
    """Forget the drawn mask; renders that used it keep it."""
    access.demand(by, candidate.project, "can_add")
    return _keep_mask(candidate, None)


def _keep_mask(candidate: Candidate, digest: str | None) -> Candidate:
    Candidate.objects.filter(pk=candidate.pk).update(drawn_mask=digest)
    candidate.refresh_from_db(fields=["drawn_mask"])
    return candidate
