"""Writes on candidates: take a picture in, draw a mask on it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.allowed_texts import with_allowed_texts
from editor.actions.errors import ActionError, explained
from editor.ledger.append import append
from editor.ledger.candidate_kinds import CandidateAdded, MaskCleared, MaskDrawn
from editor.models import Candidate, Project
from jobs import artifacts, progress, recipes
from jobs.actions import queue_job
from jobs.models import Artifact, Job
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Plane
from jobs.stages.drawn_mask import take_in_mask
from jobs.stages.intake import IntakeError, Limits, Taken, take_in
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
    return add_taken(project=project, data=data, taken=taken(data, name, "file"), added_by=added_by)


def taken(data: bytes, name: str, field: str) -> Taken:
    """The picture in a file's bytes, or an ``ActionError`` with the field it was given in."""
    try:
        return take_in(data, name, limits())
    except IntakeError as error:
        raise ActionError(str(error), field) from error


def add_taken(
    *, project: Project, data: bytes, taken: Taken, added_by: User, notes: tuple[str, ...] = ()
) -> Candidate:
    """Keep a picture that was taken in; ``notes`` go before what intake changed."""
    width, height = taken.picture.size
    original = artifacts.put(data, taken.media_type)
    picture = artifacts.put(encode_picture(taken.picture), "image/png", width, height)
    with transaction.atomic():
        candidate = Candidate(
            project=project,
            name=taken.safe_name,
            original=original,
            picture=picture,
            notes=[*notes, *taken.notes],
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
        append(
            by=added_by,
            project=project,
            subject=f"candidate:{candidate.pk}",
            body=CandidateAdded(
                name=candidate.name, original=original.digest, picture=picture.digest
            ),
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
    """Keep a mask that a person drew at the picture's size (``jobs.stages.drawn_mask``)."""
    access.demand(by, candidate.project, "can_add")
    plane = plane_of(data, size_of(candidate))
    return _keep_mask(candidate, kept_mask(plane).digest, by)


def size_of(candidate: Candidate) -> tuple[int, int]:
    """Width and height of the picture that work begins from, in pixels."""
    return candidate.picture.width or 0, candidate.picture.height or 0


def plane_of(data: bytes, size: tuple[int, int]) -> Plane:
    """A drawn mask's plane for a picture's size, or an ``ActionError`` that names ``mask``."""
    try:
        return take_in_mask(data, size, limits())
    except IntakeError as error:
        raise ActionError(str(error), "mask") from error


def kept_mask(plane: Plane) -> Artifact:
    """Store a mask's plane."""
    height, width = plane.shape
    return artifacts.put(encode_plane(plane), "image/png", width, height)


def clear_drawn_mask(*, candidate: Candidate, by: User) -> Candidate:
    """Forget the drawn mask; renders that used it keep it."""
    access.demand(by, candidate.project, "can_add")
    return _keep_mask(candidate, None, by)


@transaction.atomic
def _keep_mask(candidate: Candidate, digest: str | None, by: User) -> Candidate:
    before = Candidate.objects.select_for_update().get(pk=candidate.pk).drawn_mask_id or ""
    Candidate.objects.filter(pk=candidate.pk).update(
        drawn_mask=digest, drawn_by=by if digest else None
    )
    candidate.refresh_from_db(fields=["drawn_mask", "drawn_by"])
    append(
        by=by,
        project=candidate.project,
        subject=f"candidate:{candidate.pk}",
        body=MaskDrawn(mask=digest) if digest else MaskCleared(mask=before),
    )
    return candidate
