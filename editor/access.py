"""The only way to reach an object for a person: what they may see, and what they may do.

What a person may not see does not exist for them (``Http404``); what they see but may not do is
refused with a reason (``PermissionDenied``). Administrators (``is_staff``) see every project and
manage its members, and do nothing else there unless they are members themselves. Auditors see
every project and change nothing, not even where they are members.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from editor.models import (
    AllowedText,
    Candidate,
    Comment,
    Exploration,
    Invitation,
    Mark,
    Membership,
    Project,
    Proof,
    Publication,
    PublicationFormat,
    PublishedFile,
    Thread,
    Webhook,
    WebhookMessage,
)
from editor.permissions import REFUSALS, Permissions, permissions_of_role
from jobs.models import Artifact, Job, Step, StepOutput
from jobs.sampling_reports import RECIPE as SAMPLING_REPORT

Viewer: TypeAlias = AbstractBaseUser | AnonymousUser
"""Whoever a request comes from, signed in or not."""

Row = TypeVar("Row", bound=Model)
STREAM_PREFIX = "project."


def person(viewer: Viewer) -> User:
    """The signed-in person behind a request; refused when nobody is signed in."""
    if not isinstance(viewer, User) or not viewer.is_active:
        raise PermissionDenied("Sign in first.")
    return viewer


def is_admin(viewer: Viewer) -> bool:
    """Whether this person oversees the whole studio."""
    return isinstance(viewer, User) and viewer.is_active and viewer.is_staff


def is_auditor(viewer: Viewer) -> bool:
    """Whether this person reads everything and changes nothing."""
    if not isinstance(viewer, User) or not viewer.is_active or viewer.is_staff:
        return False
    return hasattr(viewer, "auditor")


def sees_all(viewer: Viewer) -> bool:
    """Whether this person sees every project, the audit and the ledger."""
    return is_admin(viewer) or is_auditor(viewer)


def visible_projects(viewer: Viewer) -> QuerySet[Project]:
    """The projects a person belongs to; every project for administrators and auditors."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return Project.objects.none()
    if sees_all(viewer):
        return Project.objects.all()
    return Project.objects.filter(pk__in=Membership.objects.filter(user=viewer).values("project"))


def role_of(viewer: Viewer, project: Project) -> str | None:
    """A person's role in a project, or None for those who are not members."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return None
    return (
        Membership.objects.filter(project=project, user=viewer)
        .values_list("role", flat=True)
        .first()
    )


def permissions(viewer: Viewer, project: Project) -> Permissions:
    """What a person may do in a project."""
    return permissions_of_role(
        role_of(viewer, project), admin=is_admin(viewer), auditor=is_auditor(viewer)
    )


def demand(viewer: Viewer, project: Project, permission: str) -> User:
    """The person, if the project grants them this permission; refused with the reason if not."""
    if not getattr(permissions(viewer, project), permission):
        raise PermissionDenied(REFUSALS[permission])
    return person(viewer)


def demand_steering(viewer: Viewer, job: Job) -> User:
    """The person, if they may cancel and retry this job; replays are the administrators'."""
    permission = "can_render" if job.replay_of_id is None else "can_replay"
    return demand(viewer, project_of_job(job), permission)


def demand_admin(viewer: Viewer) -> User:
    """The person, if they are an administrator."""
    if not is_admin(viewer):
        raise PermissionDenied("Only administrators may do this.")
    return person(viewer)


def demand_audit(viewer: Viewer) -> User:
    """The person, if they may read the audit and the ledger."""
    if not sees_all(viewer):
        raise PermissionDenied(REFUSALS["can_audit"])
    return person(viewer)


def demand_no_auditor(viewer: Viewer) -> User:
    """The person, unless they are one who changes nothing."""
    if is_auditor(viewer):
        raise PermissionDenied("Auditors read everything and change nothing.")
    return person(viewer)


def project_for(viewer: Viewer, project_id: UUID | str) -> Project:
    """A project this person may see."""
    return _one(visible_projects(viewer), project_id, "project")


def allowed_text_for(viewer: Viewer, allowed_text_id: UUID | str) -> AllowedText:
    """A text that may stay, of a project this person may see."""
    rows = AllowedText.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project", "added_by", "withdrawn_by"
    )
    return _one(rows, allowed_text_id, "allowed text")


def candidate_for(viewer: Viewer, candidate_id: UUID | str) -> Candidate:
    """A candidate of a project this person may see, with what its page needs."""
    rows = Candidate.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project",
        "original",
        "picture",
        "drawn_mask",
        "finding",
        "added_by",
        "picked_by",
        "exploration",
    )
    return _one(rows, candidate_id, "candidate")


def invitation_for(viewer: Viewer, invitation_id: UUID | str) -> Invitation:
    """An invitation to a project this person may see."""
    rows = Invitation.objects.filter(project__in=visible_projects(viewer))
    return _one(rows.select_related("project", "invited_by"), invitation_id, "invitation")


def invitation_by_link(invitation_id: UUID | None) -> Invitation:
    """The invitation that a link leads to; whoever holds the link may open it."""
    if invitation_id is None:
        raise Http404("There is no such invitation. Copy the whole link and try again.")
    rows = Invitation.objects.select_related("project", "invited_by")
    return _one(rows, invitation_id, "invitation")


def mark_for(viewer: Viewer, project_id: UUID | str, mark_id: UUID | str) -> Mark:
    """A registered mark of a project this person may see."""
    project = project_for(viewer, project_id)
    rows = Mark.objects.filter(project=project).select_related("picture", "added_by", "project")
    return _one(rows, mark_id, "mark")


def publication_format_for(
    viewer: Viewer, project_id: UUID | str, format_id: UUID | str
) -> PublicationFormat:
    """A format that a project this person may see publishes in."""
    project = project_for(viewer, project_id)
    rows = PublicationFormat.objects.filter(project=project).select_related("project", "added_by")
    return _one(rows, format_id, "format")


def webhook_for(viewer: Viewer, project_id: UUID | str, webhook_id: UUID | str) -> Webhook:
    """A webhook of a project this person may see."""
    project = project_for(viewer, project_id)
    rows = Webhook.objects.filter(project=project).select_related("project", "added_by")
    return _one(rows, webhook_id, "webhook")


def webhook_message_for(
    viewer: Viewer, project_id: UUID | str, webhook_id: UUID | str, message_id: UUID | str
) -> WebhookMessage:
    """A message to a webhook of a project this person may see."""
    webhook = webhook_for(viewer, project_id, webhook_id)
    rows = WebhookMessage.objects.filter(webhook=webhook).select_related("webhook__project")
    return _one(rows, message_id, "message")


def exploration_for(viewer: Viewer, exploration_id: UUID | str) -> Exploration:
    """An exploration of a project this person may see, with what its page needs."""
    rows = Exploration.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project", "job", "asked_by"
    )
    return _one(rows, exploration_id, "exploration")


def proof_for(viewer: Viewer, proof_id: UUID | str) -> Proof:
    """A proof of a project this person may see, with what its page needs."""
    seen = Proof.objects.filter(candidate__project__in=visible_projects(viewer))
    rows = seen.prefetch_related("fetches").select_related(
        "candidate__project",
        "candidate__picture",
        "job__result",
        "job__result_mask",
        "made_by",
        "review__reviewer",
        "publication__withdrawal__withdrawn_by",
    )
    return _one(rows, proof_id, "proof")


def thread_for(viewer: Viewer, thread_id: UUID | str) -> Thread:
    """A thread of a project this person may see."""
    rows = Thread.objects.filter(candidate__project__in=visible_projects(viewer))
    return _one(rows.select_related("candidate__project", "proof"), thread_id, "thread")


def comment_for(viewer: Viewer, comment_id: UUID | str) -> Comment:
    """A comment of a project this person may see."""
    rows = Comment.objects.filter(thread__candidate__project__in=visible_projects(viewer))
    return _one(rows.select_related("thread__candidate__project"), comment_id, "comment")


def job_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """A job whose events flow in a project this person may see."""
    rows = Job.objects.select_related("asked_by", "source", "source_mask", "result", "result_mask")
    job = _one(rows, job_id, "job")
    if not may_watch(viewer, job.stream):
        raise Http404("There is no such job.")
    return job


def sampling_report_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """The job of a sampling report in a project this person may see."""
    job = job_for(viewer, job_id)
    if job.recipe_name != SAMPLING_REPORT:
        raise Http404("There is no such sampling report.")
    return job


def replay_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """A replay, with the job it runs again, in a project this person may see."""
    job = job_for(viewer, job_id)
    if job.replay_of is None:
        raise Http404("There is no such replay.")
    return job


def project_of_job(job: Job) -> Project:
    """The project whose stream a job writes to."""
    project_id = _stream_project(job.stream)
    if project_id is None:
        raise Http404("There is no such job.")
    return _one(Project.objects.all(), project_id, "job")


def project_of_stream(stream: str) -> Project | None:
    """The project whose members may watch a stream; None for a stream of another kind."""
    project_id = _stream_project(stream)
    return Project.objects.filter(pk=project_id).first() if project_id else None


def artifact_for(viewer: Viewer, project_id: UUID | str, digest: str) -> Artifact:
    """An artifact that a visible project really uses."""
    project = project_for(viewer, project_id)
    artifact = Artifact.objects.filter(pk=digest).first()
    if artifact is None or not _uses(project, digest):
        raise Http404("There is no such artifact in this project.")
    return artifact


def published(slug: str) -> Publication:
    """A publication by its address; anyone may open it."""
    rows = Publication.objects.select_related(
        *("picture", "published_by", "review__reviewer", "proof__job"),
        *("proof__candidate__project", "withdrawal__withdrawn_by"),
    )
    publication = rows.prefetch_related("files__signed").filter(pk=slug).first()
    if publication is None:
        raise Http404("There is no such publication.")
    return publication


def published_file(slug: str, name: str) -> PublishedFile:
    """A file of a publication by its name, which begins with its SHA-256; open to anyone."""
    rows = PublishedFile.objects.select_related("publication__withdrawal", "signed")
    found = rows.filter(publication=slug, signed=name.partition(".")[0]).first()
    if found is None or found.name != name:
        raise Http404("There is no such file.")
    return found


def may_watch(viewer: Viewer, stream: str) -> bool:
    """Whether a person may follow a stream of events."""
    project_id = _stream_project(stream)
    return project_id is not None and visible_projects(viewer).filter(pk=project_id).exists()


def _stream_project(stream: str) -> UUID | None:
    if not stream.startswith(STREAM_PREFIX):
        return None
    return uuid_of(stream.removeprefix(STREAM_PREFIX))


def _uses(project: Project, digest: str) -> bool:
    """Candidates first: they are what a gallery asks for most."""
    candidates = Candidate.objects.filter(project=project).filter(
        Q(original=digest) | Q(picture=digest) | Q(drawn_mask=digest)
    )
    if candidates.exists() or project.target_picture_id == digest:
        return True
    if Mark.objects.filter(project=project, picture=digest).exists():
        return True
    stream = project.stream
    jobs = Job.objects.filter(stream=stream).filter(
        Q(result=digest) | Q(result_mask=digest) | Q(source=digest) | Q(source_mask=digest)
    )
    return (
        jobs.exists()
        or StepOutput.objects.filter(artifact=digest, step__job__stream=stream).exists()
        or Step.objects.filter(record=digest, job__stream=stream).exists()
    )


def uuid_of(value: UUID | str) -> UUID | None:
    """An id as it was sent; None for what can be nobody's."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except ValueError:
        return None


def _one(rows: QuerySet[Row], row_id: UUID | str, name: str) -> Row:
    pk = uuid_of(row_id)
    row = rows.filter(pk=pk).first() if pk is not None else None
    if row is None:
        raise Http404(f"There is no such {name}.")
    return row
