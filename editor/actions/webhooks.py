"""Writes on a project's webhooks: added, changed, silenced, given a new secret, removed, tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.publication_kinds import WebhookRemoved, WebhookSet
from editor.models import Project, Webhook, WebhookMessage
from editor.webhooks.addresses import AddressRefused, check
from editor.webhooks.events import TITLES, Ping
from editor.webhooks.outbox import write
from editor.webhooks.secrets import new_secret, seal

MOST = 10
OVERLAP = timedelta(hours=24)
"""How long a replaced secret goes on signing beside the new one."""
Status = WebhookMessage.Status


@dataclass(frozen=True)
class SecretTold:
    """A webhook with its secret, which is told this once."""

    webhook: Webhook
    secret: str


def add_webhook(*, project: Project, by: User, url: str, events: Iterable[str]) -> SecretTold:
    """Tell an address from now on; its secret is given this once.

    Raises ``ActionError`` for an address that is refused or there already, for no or unknown
    events, and when the project has all it may have.
    """
    access.demand(by, project, "can_manage")
    url, chosen = _checked_url(url), _checked_events(events)
    secret = new_secret()
    try:
        with transaction.atomic():
            # The project's row is the lock that keeps the count.
            Project.objects.select_for_update().get(pk=project.pk)
            if project.webhooks.count() >= MOST:
                raise ActionError(f"A project has at most {MOST} webhooks: remove one first.")
            webhook = Webhook.objects.create(
                project=project, url=url, events=chosen, secret=seal(secret), added_by=by
            )
            _note(webhook, by, "Added")
    except IntegrityError:
        raise ActionError("This project tells this address already.", "url") from None
    return SecretTold(webhook, secret)


@transaction.atomic
def change_webhook(*, webhook: Webhook, by: User, events: Iterable[str], on: bool) -> Webhook:
    """Choose its events, and whether it is told; what waits is kept while it is off.

    What happens meanwhile it is not told.
    """
    access.demand(by, webhook.project, "can_manage")
    held = _locked(webhook)
    chosen, was_on = _checked_events(events), held.off_at is None
    if chosen == held.events and on == was_on:
        return held
    held.events = chosen
    if on != was_on:
        held.off_at = None if on else timezone.now()
        held.off_reason = "" if on else f"{by.username} turned it off."
        held.failing_since = None
    held.save(update_fields=["events", "off_at", "off_reason", "failing_since"])
    _note(held, by, "Changed" if on == was_on else "Turned on" if on else "Turned off")
    return held


@transaction.atomic
def replace_secret(*, webhook: Webhook, by: User) -> SecretTold:
    """A new secret, given this once; for a day messages carry the former one's signature too."""
    access.demand(by, webhook.project, "can_manage")
    held = _locked(webhook)
    secret = new_secret()
    held.former_secret, held.former_until = held.secret, timezone.now() + OVERLAP
    held.secret = seal(secret)
    held.save(update_fields=["secret", "former_secret", "former_until"])
    _note(held, by, "Secret replaced")
    return SecretTold(held, secret)


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: User) -> None:
    """Forget an address with what was sent to it; the ledger keeps that it was there."""
    access.demand(by, webhook.project, "can_manage")
    body = WebhookRemoved(url=webhook.url, events=tuple(webhook.events))
    subject = f"webhook:{webhook.pk}"
    webhook.delete()
    append(by=by, project=webhook.project, subject=subject, body=body)


def ping(*, webhook: Webhook, by: User) -> WebhookMessage:
    """Send a message that tells nothing, to see whether it arrives."""
    access.demand(by, webhook.project, "can_manage")
    _demand_on(webhook)
    return write(webhook, Ping(asked_by=by.get_username()))


def send_again(*, message: WebhookMessage, by: User) -> None:
    """Send a message that is over once more: the same id and body, a new time and signature."""
    access.demand(by, message.webhook.project, "can_manage")
    _demand_on(message.webhook)
    over = WebhookMessage.objects.filter(
        pk=message.pk, status__in=[Status.DELIVERED, Status.GIVEN_UP]
    )
    if not over.update(status=Status.WAITING, ended_at=None, tries=0, due_at=timezone.now()):
        raise ActionError("This message is on its way already.")


def _locked(webhook: Webhook) -> Webhook:
    """Its row, held; messages to it, which point at the row, may be written meanwhile."""
    return Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)


def _demand_on(webhook: Webhook) -> None:
    if Webhook.objects.filter(pk=webhook.pk, off_at__isnull=False).exists():
        raise ActionError("This webhook is off: turn it on first.")


def _checked_url(url: str) -> str:
    url = url.strip()
    try:
        check(url, settings.WEBHOOK_NETWORKS)
    except AddressRefused as error:
        raise ActionError(str(error), "url") from error
    return url


def _checked_events(events: Iterable[str]) -> list[str]:
    asked = set(events)
    unknown = sorted(asked - set(TITLES))
    if unknown:
        raise ActionError(
            f"'{unknown[0][:40]}' is no event; choose among {', '.join(TITLES)}.", "events"
        )
    if not asked:
        raise ActionError("Choose at least one event to be told of.", "events")
    return [kind for kind in TITLES if kind in asked]


def _note(webhook: Webhook, by: User, change: str) -> None:
    append(
        by=by,
        project=webhook.project,
        subject=f"webhook:{webhook.pk}",
        body=WebhookSet(
            url=webhook.url,
            events=tuple(webhook.events),
            on=webhook.off_at is None,
            change=change,
        ),
    )
