"""What webhooks tell: a typed body for each kind of event, in the envelope that receivers read."""

from __future__ import annotations

from datetime import datetime

from editor.models import Project
from jobs.stages.contract import Frozen


class GateFinished(Frozen):
    """A gate judged a picture; ``proof`` is empty where it was a file to publish."""

    job: str
    proof: str
    picture: str
    verdict: str
    page: str


class ReviewDecided(Frozen):
    """A person decided on a proof; ``digest`` is of the picture that they looked at."""

    proof: str
    verdict: str
    reason_code: str
    reason: str
    reviewer: str
    digest: str
    page: str


class PublishedFileTold(Frozen):
    sha256: str
    address: str


class PublicationPublished(Frozen):
    publication: str
    proof: str
    files: tuple[PublishedFileTold, ...]
    page: str


class PublicationWithdrawn(Frozen):
    """``reason`` is what the public is told."""

    publication: str
    proof: str
    reason: str
    page: str


class Ping(Frozen):
    """A lead wanted to see whether messages arrive."""

    asked_by: str


KINDS: dict[type[Frozen], str] = {
    GateFinished: "gate.finished",
    ReviewDecided: "review.decided",
    PublicationPublished: "publication.published",
    PublicationWithdrawn: "publication.withdrawn",
    Ping: "ping",
}
TITLES: dict[str, str] = {
    "gate.finished": "The gate judged a picture",
    "review.decided": "A reviewer decided",
    "publication.published": "A proof was published",
    "publication.withdrawn": "A publication was withdrawn",
}
"""What a webhook can ask for, as its page says it; a ping comes when it is asked for."""


class ProjectTold(Frozen):
    id: str
    name: str


class Envelope(Frozen):
    """The body of every message: ``type`` and ``timestamp`` as Standard Webhooks has them."""

    type: str
    timestamp: datetime
    project: ProjectTold
    data: dict[str, object]


def envelope(project: Project, body: Frozen, at: datetime) -> str:
    """The JSON of a message."""
    told = Envelope(
        type=KINDS[type(body)],
        timestamp=at,
        project=ProjectTold(id=str(project.pk), name=project.name),
        data=body.model_dump(mode="json"),
    )
    return told.model_dump_json()
