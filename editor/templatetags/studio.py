"""What the templates draw again and again: icons, states, addresses of thumbnails."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from editor import queries
from editor.access import Viewer
from editor.models import Notice, Project
from editor.queries.notices import Bell, bell

register = template.Library()

THEMES = ("dark", "light", "system")
SHORT_DIGEST = 12


@dataclass(frozen=True)
class State:
    """A state as people see it: a word, a shape, and a tone that only repeats them."""

    word: str
    icon: str
    tone: str = ""


STATES: dict[str, State] = {
    "waiting-turn": State("Waiting its turn", "circle-dashed"),
    "queued": State("Queued", "clock"),
    "running": State("Running", "loader-circle", "busy"),
    "done": State("Done", "circle-check", "good"),
    "failed": State("Failed", "circle-x", "bad"),
    "cancelling": State("Stopping", "loader-circle", "busy"),
    "cancelled": State("Cancelled", "ban"),
    "looking": State("Looking for text", "loader-circle", "busy"),
    "rendering": State("Rendering", "loader-circle", "busy"),
    "blocked": State("Blocked by the gate", "octagon-alert", "bad"),
    "ungated": State("No gate ran", "shield-question-mark", "wait"),
    "waiting": State("Waiting for review", "clock", "wait"),
    "approved": State("Approved", "stamp", "good"),
    "changes": State("Changes requested", "undo-2", "wait"),
    "rejected": State("Rejected", "circle-x", "bad"),
    "published": State("Published", "globe", "good"),
    "withdrawn": State("Withdrawn", "undo-2", "wait"),
    "publishing": State("Being published", "loader-circle", "busy"),
    "trusted": State("Signed, and the signer is vouched for", "shield-check", "good"),
    "valid": State("Signed and unchanged", "shield-check", "good"),
    "invalid": State("The signature does not hold", "shield-alert", "bad"),
    "none": State("No credentials", "shield-question-mark"),
    "pass": State("Gate passed", "shield-check", "good"),
    "fail": State("Gate failed", "shield-alert", "bad"),
    "intact": State("Intact", "shield-check", "good"),
    "tampered": State("Tampered with", "octagon-alert", "bad"),
    "unchecked": State("Not checked here", "circle-dashed", "wait"),
    "identical": State("Identical", "circle-check", "good"),
    "differs": State("Different", "octagon-alert", "bad"),
}
TURNING = {"loader-circle"}
NOTICES: dict[Notice.Kind, str] = {
    Notice.Kind.REVIEW_WAITS: "eye",
    Notice.Kind.REVIEW_DECIDED: "stamp",
    Notice.Kind.THREAD_ANSWERED: "message-square",
    Notice.Kind.GATE_FAILED: "shield-alert",
    Notice.Kind.JOB_FAILED: "circle-x",
    Notice.Kind.PUBLISHED: "globe",
    Notice.Kind.WITHDRAWN: "undo-2",
    Notice.Kind.WEBHOOK_OFF: "webhook",
}
"""The icons of what people are told."""


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """An icon from the studio's one set; words beside it say the same."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        modifier,
        static("studio/icons.svg"),
        name,
    )


@register.simple_tag
def state(name: str, word: str = "") -> SafeString:
    """A state by word and shape; ``word`` says more than the state's own word would."""
    known = STATES[str(name)]
    turning = "turning" if known.icon in TURNING else ""
    return format_html(
        '<span class="state {}" data-state="{}">{} {}</span>',
        known.tone,
        name,
        icon(known.icon, turning),
        word or known.word,
    )


@register.simple_tag
def thumbnail(project_id: object, digest: str, width: int) -> str:
    """The address of a picture made small, for members of the project."""
    return f"{reverse('thumbnail', args=[project_id, digest])}?width={width}"


@register.simple_tag
def theme(request: HttpRequest) -> str:
    """The theme this browser asked for; dark, where pictures are judged best, without a wish."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else THEMES[0]


@register.simple_tag
def waiting_reviews(user: Viewer) -> int:
    """How many proofs wait for this person's verdict."""
    return queries.review_queue(user).count()


@register.simple_tag
def notice_bell(user: User) -> Bell:
    """How many notices are unread, and from which event on to keep that up."""
    return bell(user)


@register.simple_tag
def upload_limit() -> int:
    """The largest file that intake accepts, in bytes."""
    return int(settings.INTAKE_MAX_BYTES)


@register.filter
def notice_icon(kind: str) -> str:
    """The icon of a kind of notice; its words say the same."""
    return NOTICES[Notice.Kind(kind)]


@register.filter
def short(digest: str | None) -> str:
    """The first characters of a digest: enough to tell two apart."""
    return (digest or "")[:SHORT_DIGEST]


@register.filter
def percent(fraction: float) -> str:
    """A fraction in whole percents."""
    return f"{round(fraction * 100)} %"


@register.filter
def seconds(value: float | None) -> str:
    """A time span for people: milliseconds, seconds or minutes."""
    if value is None:
        return ""
    if value < 1:
        return f"{round(value * 1000)} ms"
    if value < 60:
        return f"{value:.1f} s"
    return f"{int(value // 60)} min {round(value % 60)} s"


@register.filter
def age(moment: datetime) -> str:
    """How long ago a moment was, in its largest unit."""
    passed = timezone.now() - moment
    return timesince(moment, depth=1) if passed.total_seconds() >= 60 else "under a minute"


@register.filter
def points(polygon: tuple[tuple[float, float], ...]) -> str:
    """A polygon's corners as SVG writes them."""
    return " ".join(f"{x:g},{y:g}" for x, y in polygon)


@register.filter
def line_count(lines: dict[UUID, int], candidate_id: UUID) -> int:
    """How many lines of text were found on a candidate."""
    return lines.get(candidate_id, 0)


@register.filter
def as_json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return json.dumps(value)


@register.filter
def score(value: float | None) -> str:
    """A measured number with three digits that matter; empty for none."""
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


@register.filter
def plain(value: object) -> str:
    """A parameter as a recipe would write it."""
    return value if isinstance(value, str) else json.dumps(value)


@register.filter
def words(name: str) -> str:
    """A field's name with its underscores as spaces."""
    return name.replace("_", " ")


@register.filter
def of_stream(projects: dict[str, Project], stream: str) -> Project | None:
    """The project that a stream belongs to."""
    return projects.get(stream)
