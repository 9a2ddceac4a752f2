"""The only way to reach an object for a person: what they may see, and what they may do.

What a person may not see does not exist for them (``Http404``); what they see but may not do is
refused with a reason (``PermissionDenied``). Administrators (``is_staff``) see every project and
manage its members, and do nothing else there unless they are members themselves. Auditors see
every project and change nothing, not even where they are members.
"""

from editor.access.artifacts import artifact_for
from editor.access.candidates import (
    candidate_for,
    comment_for,
    exploration_for,
    proof_for,
    thread_for,
)
from editor.access.jobs import (
    demand_steering,
    job_for,
    may_watch,
    project_of_job,
    project_of_stream,
    replay_for,
    sampling_report_for,
)
from editor.access.people import (
    Viewer,
    demand_admin,
    demand_audit,
    demand_no_auditor,
    is_admin,
    is_auditor,
    person,
    sees_all,
)
from editor.access.projects import demand, permissions, project_for, role_of, visible_projects
from editor.access.publications import published, published_file
from editor.access.rows import uuid_of
from editor.access.upkeep import (
    allowed_text_for,
    invitation_by_link,
    invitation_for,
    mark_for,
    publication_format_for,
    webhook_for,
    webhook_message_for,
)

__all__ = [
    "Viewer",
    "allowed_text_for",
    "artifact_for",
    "candidate_for",
    "comment_for",
    "demand",
    "demand_admin",
    "demand_audit",
    "demand_no_auditor",
    "demand_steering",
    "exploration_for",
    "invitation_by_link",
    "invitation_for",
    "is_admin",
    "is_auditor",
    "job_for",
    "mark_for",
    "may_watch",
    "permissions",
    "person",
    "project_for",
    "project_of_job",
    "project_of_stream",
    "proof_for",
    "publication_format_for",
    "published",
    "published_file",
    "replay_for",
    "role_of",
    "sampling_report_for",
    "sees_all",
    "thread_for",
    "uuid_of",
    "visible_projects",
    "webhook_for",
    "webhook_message_for",
]
