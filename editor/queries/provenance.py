"""Where a file comes from: the publication that it is, was, or looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet

from editor import access
from editor.credentials.configured import credential_settings
from editor.credentials.reading import Credentials, read_credentials
from editor.models import Candidate, Proof, Publication, PublishedFile
from jobs import artifacts
from jobs.stages.codec import decode_picture
from jobs.stages.contract import Pixels
from jobs.stages.intake import IntakeError, Limits, take_in
from jobs.stages.likeness import ALIKE, NEAR_BITS, likeness
from jobs.stages.perceptual_hash import distance, phash

MOST_COMPARED = 20
MOST_SHOWN = 5


class How(StrEnum):
    """What ties a file to a publication, the surest first."""

    BYTES = "bytes"
    CLAIM = "claim"
    LOOK = "look"


@dataclass(frozen=True)
class Match:
    """A publication that a file comes from. ``alike`` is the likeness, for a look alone."""

    publication: Publication
    how: How
    file: PublishedFile | None = None
    alike: float | None = None


@dataclass(frozen=True)
class Inside:
    """What a file is within the studio, for those who may see it: bytes of a project's own."""

    candidates: tuple[Candidate, ...] = ()
    proofs: tuple[Proof, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.candidates or self.proofs)


@dataclass(frozen=True)
class Provenance:
    """The answer. ``unread`` says why the picture itself could not be looked at."""

    digest: str
    credentials: Credentials
    matches: tuple[Match, ...]
    inside: Inside
    unread: str = ""


def where_from(data: bytes, name: str, limits: Limits, viewer: access.Viewer) -> Provenance:
    """Find the publications that a dropped file is, claims to be, or looks like.

    By its SHA-256 first; then by a manifest of ours in it, which tells of a file that was altered
    after it was signed; then by its look. What is not published is told to those alone who may
    see it.
    """
    digest = artifacts.digest_of(data)
    credentials = read_credentials(data, credential_settings())
    found: dict[str, Match] = {}
    for match in (*_by_bytes(digest), *_by_claim(credentials)):
        found.setdefault(match.publication.slug, match)
    unread = ""
    if not any(match.how is How.BYTES for match in found.values()):
        try:
            pixels = take_in(data, name, limits).picture.pixels
        except IntakeError as error:
            unread = str(error)
        else:
            for match in _by_look(pixels):
                known = found.get(match.publication.slug)
                found[match.publication.slug] = (
                    match if known is None else replace(known, file=match.file, alike=match.alike)
                )
    return Provenance(
        digest=digest,
        credentials=credentials,
        matches=tuple(found.values())[:MOST_SHOWN],
        inside=_inside(digest, viewer),
        unread=unread,
    )


def _by_bytes(digest: str) -> Iterator[Match]:
    file = _files().filter(signed=digest).first()
    if file is not None:
        yield Match(file.publication, How.BYTES, file)


def _by_claim(credentials: Credentials) -> Iterator[Match]:
    """A claim that no signature holds up may be anybody's; the page says which it is."""
    if credentials.record is None:
        return
    slug = credentials.record.publication
    publication = Publication.objects.select_related("withdrawal").filter(pk=slug).first()
    if publication is not None:
        yield Match(publication, How.CLAIM)


def _by_look(pixels: Pixels) -> list[Match]:
    """The likest first. The hash only chooses whom to compare: unrelated pictures may share it."""
    own = phash(pixels)
    hashes = PublishedFile.objects.order_by("pk").values_list("pk", "shown", "phash")
    near: dict[str, tuple[int, int]] = {}
    for pk, shown, known in hashes.iterator():
        bits = distance(own, known)
        if bits <= NEAR_BITS and shown not in near:
            near[shown] = (bits, pk)
    nearest = sorted(near.items(), key=lambda one: one[1])[:MOST_COMPARED]
    files = _files().in_bulk([pk for _, (_, pk) in nearest])
    best: dict[str, Match] = {}
    for shown, (_, pk) in nearest:
        alike = likeness(pixels, decode_picture(artifacts.read(shown)).pixels)
        publication = files[pk].publication
        before = best.get(publication.slug)
        if alike >= ALIKE and (before is None or alike > (before.alike or 0)):
            best[publication.slug] = Match(publication, How.LOOK, files[pk], alike)
    return sorted(best.values(), key=lambda match: -(match.alike or 0))


def _inside(digest: str, viewer: access.Viewer) -> Inside:
    projects = access.visible_projects(viewer)
    candidates = Candidate.objects.filter(project__in=projects)
    proofs = Proof.objects.filter(candidate__project__in=projects, job__result=digest)
    return Inside(
        tuple(
            candidates.filter(Q(original=digest) | Q(picture=digest)).select_related("project")[
                :MOST_SHOWN
            ]
        ),
        tuple(proofs.select_related("candidate__project")[:MOST_SHOWN]),
    )


def _files() -> QuerySet[PublishedFile]:
    return PublishedFile.objects.select_related("publication__withdrawal", "signed")
