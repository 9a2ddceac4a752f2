"""Where a call's picture and mask come from: a bucket, the project's candidates, or an upload."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404

from editor import access
from editor.actions.errors import ActionError, NotHere
from editor.models import Candidate, Project
from jobs.s3_addresses import SCHEME
from jobs.s3_objects import Fetched, SourceError
from jobs.s3_sources import fetch

CANDIDATE = "candidate:"
ACCEPTED = (
    "give s3://BUCKET/KEY in a bucket that the studio may read, the id of a candidate of this "
    "project, or a file as multipart/form-data"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,15}):")


@dataclass(frozen=True)
class FileGiven:
    """A file's bytes under its name; ``fetched`` is what a bucket said of them."""

    data: bytes
    name: str
    fetched: Fetched | None = None


Given = str | FileGiven
"""What a field of a call holds: an address or a candidate's id, or a file that came along."""
Source = Candidate | FileGiven


def found(given: Given, field: str, *, project: Project, by: User, max_bytes: int) -> Source:
    """The candidate that is named, or the file that came or was read; refused by its field.

    Only S3 is read: a server that fetches whatever address it is told can be sent anywhere.
    """
    if isinstance(given, FileGiven):
        return given
    if given.startswith(SCHEME):
        return _from_bucket(given, field, max_bytes)
    scheme = _SCHEME.match(given)
    if scheme and not given.startswith(CANDIDATE):
        raise ActionError(
            f"Addresses that begin with '{scheme[1].lower()}:' are not read: {ACCEPTED}.", field
        )
    return _candidate(given.removeprefix(CANDIDATE), field, project, by)


def _from_bucket(address: str, field: str, max_bytes: int) -> FileGiven:
    try:
        fetched = fetch(address, max_bytes)
    except SourceError as error:
        raise ActionError(str(error), field) from error
    return FileGiven(fetched.data, fetched.address.name, fetched)


def _candidate(text: str, field: str, project: Project, by: User) -> Candidate:
    try:
        candidate = access.candidate_for(by, UUID(text))
    except ValueError:
        raise ActionError(
            f"This is neither an address nor a candidate's id: {ACCEPTED}.", field
        ) from None
    except Http404:
        candidate = None
    if candidate is None or candidate.project_id != project.id:
        raise NotHere("There is no such candidate in this project.", field)
    return candidate
