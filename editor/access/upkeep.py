"""What a project's leads look after: texts and marks, formats, webhooks and invitations."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from editor.access.people import Viewer
from editor.access.projects import project_for, visible_projects
from editor.access.rows import one_of
from editor.models import AllowedText, Invitation, Mark, PublicationFormat, Webhook, WebhookMessage


def allowed_text_for(viewer: Viewer, allowed_text_id: UUID | str) -> AllowedText:
    """A text that may stay, of a project this person may see."""
    rows = AllowedText.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project", "added_by", "withdrawn_by"
    )
    return one_of(rows, allowed_text_id, "allowed text")


def mark_for(viewer: Viewer, project_id: UUID | str, mark_id: UUID | str) -> Mark:
    """A registered mark of a project this person may see."""
    project = project_for(viewer, project_id)
    rows = Mark.objects.filter(project=project).select_related("picture", "added_by", "project")
    return one_of(rows, mark_id, "mark")


def publication_format_for(
    viewer: Viewer, project_id: UUID | str, format_id: UUID | str
) -> PublicationFormat:
    """A format that a project this person may see publishes in."""
    project = project_for(viewer, project_id)
    rows = PublicationFormat.objects.filter(project=project).select_related("project", "added_by")
    return one_of(rows, format_id, "format")


def webhook_for(viewer: Viewer, project_id: UUID | str, webhook_id: UUID | str) -> Webhook:
    """A webhook of a project this person may see."""
    project = project_for(viewer, project_id)
    rows = Webhook.objects.filter(project=project).select_related("project", "added_by")
    return one_of(rows, webhook_id, "webhook")


def webhook_message_for(
    viewer: Viewer, project_id: UUID | str, webhook_id: UUID | str, message_id: UUID | str
) -> WebhookMessage:
    """A message to a webhook of a project this person may see."""
    webhook = webhook_for(viewer, project_id, webhook_id)
    rows = WebhookMessage.objects.filter(webhook=webhook).select_related("webhook__project")
    return one_of(rows, message_id, "message")


def invitation_for(viewer: Viewer, invitation_id: UUID | str) -> Invitation:
    """An invitation to a project this person may see."""
    rows = Invitation.objects.filter(project__in=visible_projects(viewer))
    return one_of(rows.select_related("project", "invited_by"), invitation_id, "invitation")


def invitation_by_link(invitation_id: UUID | None) -> Invitation:
    """The invitation that a link leads to; whoever holds the link may open it."""
    if invitation_id is None:
        raise Http404("There is no such invitation. Copy the whole link and try again.")
    rows = Invitation.objects.select_related("project", "invited_by")
    return one_of(rows, invitation_id, "invitation")
