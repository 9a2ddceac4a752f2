"""Writes on candidates: take a picture in, draw a mask on it."""

from __future__ import annotations

import numpy as np
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.errors import ActionError, explained
from editor.models import Candidate, Project
from jobs import artifacts, progress, recipes
from jobs.actions import queue_job
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Plane
from jobs.stages.intake import IntakeError, Limits, Taken, take_in

FIND_TEXT = "find-text"
MASK_FROM = 128


def limits() -> Limits:
    """How large a file and a picture may be here."""
    return Limits(max_bytes=settings.INTAKE_MAX_BYTES, max_pixels=settings.INTAKE_MAX_PIXELS)


def add_candidate(*, project: Project, data: bytes, name: str, added_by: User) -> Candidate:
    """Take an uploaded picture into the gallery, and look for text on it.

    The bytes are kept as they came; work begins from an upright, sRGB, 8 bit copy.
    """
    access.demand(added_by, project, "can_add")
    taken = _take_in(data, name, "file")
    width, height = taken.picture.size
    original = artifacts.put(data, taken.media_type)
    picture = artifacts.put(encode_picture(taken.picture), "image/png", width, height)
    with transaction.atomic(), explained("file"):
        candidate = Candidate(
            project=project,
            name=taken.safe_name,
            original=original,
            picture=picture,
            notes=list(taken.notes),
            added_by=added_by,
        )
        candidate.finding = queue_job(
            recipe=recipes.load(FIND_TEXT),
            source=picture,
            asked_by=added_by,
            stream=project.stream,
            label=candidate.name,
        )
        candidate.save(force_insert=True)
        progress.publish(
            stream=project.stream,
            kind="candidate.added",
            payload={"candidate": str(candidate.id), "name": candidate.name},
        )
    return candidate


def set_drawn_mask(*, candidate: Candidate, data: bytes, by: User) -> Candidate:
    """Keep a mask that a person drew: a black and white PNG of the picture's size.

    Grey counts as inside from 128 up, and transparent pixels are outside.
    """
    access.demand(by, candidate.project, "can_add")
    taken = _take_in(data, "mask.png", "mask")
    if taken.media_type != "image/png":
        raise ActionError(f"The mask is {taken.media_type}; expected image/png.", "mask")
    width, height = candidate.picture.width, candidate.picture.height
    if taken.picture.size != (width, height):
        found = "{} × {}".format(*taken.picture.size)
        raise ActionError(
            f"The mask is {found} pixels, the picture {width} × {height}: they must be equal.",
            "mask",
        )
    mask = artifacts.put(encode_plane(_binary(taken)), "image/png", width, height)
    return _keep_mask(candidate, mask.digest)


def clear_drawn_mask(*, candidate: Candidate, by: User) -> Candidate:
    """Forget the drawn mask; renders that used it keep it."""
    access.demand(by, candidate.project, "can_add")
    return _keep_mask(candidate, None)


def _take_in(data: bytes, name: str, field: str) -> Taken:
    try:
        return take_in(data, name, limits())
    except IntakeError as error:
        raise ActionError(str(error), field) from error


def _binary(taken: Taken) -> Plane:
    pixels, alpha = taken.picture.pixels, taken.picture.alpha
    if int(np.ptp(pixels, axis=2).max()) > 0:
        raise ActionError("The mask has colours; expected black and white.", "mask")
    inside = pixels[..., 0] >= MASK_FROM
    if alpha is not None:
        inside &= alpha >= MASK_FROM
    if not inside.any():
        raise ActionError("The mask is empty: paint what should be replaced in white.", "mask")
    return np.where(inside, 255, 0).astype(np.uint8)


def _keep_mask(candidate: Candidate, digest: str | None) -> Candidate:
    Candidate.objects.filter(pk=candidate.pk).update(drawn_mask=digest)
    candidate.refresh_from_db(fields=["drawn_mask"])
    return candidate
