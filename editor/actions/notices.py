"""What a person does with what they were told: read it, and choose what comes by e-mail."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor.actions.errors import ActionError
from editor.models import MailChoice, Notice
from editor.notices.writing import READ, tell
from editor.own import stream_of
from jobs import progress


@transaction.atomic
def mark_read(*, person: User, numbers: Iterable[int] = (), until: int | None = None) -> int:
    """Mark these notices as read, or all up to the number ``until``; how many were unread."""
    rows = Notice.objects.filter(person=person, read_at__isnull=True)
    rows = rows.filter(pk__in=set(numbers)) if until is None else rows.filter(pk__lte=until)
    progress.hold(stream_of(person))
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return 0
    count = rows.update(read_at=timezone.now())
    tell(person, READ, newest)
    return count


def choose_mail(*, person: User, on: bool, kinds: Iterable[str]) -> MailChoice:
    """Send a person these kinds of notices by e-mail from now on, or nothing."""
    wanted = set(kinds)
    unknown = sorted(wanted - set(Notice.Kind.values))
    if unknown:
        known = ", ".join(Notice.Kind.values)
        raise ActionError(
            f"'{unknown[0][:40]}' is no kind of notice; choose among {known}.", "kinds"
        )
    left_out = [kind for kind in Notice.Kind.values if kind not in wanted]
    choice, _ = MailChoice.objects.update_or_create(
        person=person, defaults={"on": on, "left_out": left_out}
    )
    return choice


def stop_mail(*, person: User) -> None:
    """Send a person nothing by e-mail until they choose otherwise."""
    MailChoice.objects.update_or_create(person=person, defaults={"on": False})
