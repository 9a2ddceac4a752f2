"""Delivers what is due: claimed by one sender, tried over a day, given up with the reason kept."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from editor.ledger.append import append
from editor.ledger.publication_kinds import WebhookSet
from editor.models import Webhook, WebhookMessage, WebhookTry
from editor.notices import occasions
from editor.webhooks.addresses import AddressRefused, check
from editor.webhooks.posting import SECONDS, Answer, NoAnswer, post
from editor.webhooks.secrets import SecretUnreadable, signatures, unseal

Status = WebhookMessage.Status

WAITS = (30, 120, 600, 1800, 7200, 21600, 54000)
"""Seconds after each failed try: the eighth comes about a day after the first."""
JITTER = 0.2
LEASE = timedelta(seconds=6 * SECONDS)
GONE = 410


@dataclass(frozen=True)
class Outcome:
    """What came of a try: an answer, or why there was none."""

    answer: Answer | None
    fault: str

    @property
    def is_success(self) -> bool:
        """Any 2xx, as the specification has it; a redirect is none."""
        return self.answer is not None and 200 <= self.answer.code < 300


def due(now: datetime) -> list[uuid.UUID]:
    """The oldest due message of each webhook that is on."""
    rows = WebhookMessage.objects.filter(
        status=Status.WAITING, due_at__lte=now, webhook__off_at__isnull=True
    )
    oldest: dict[uuid.UUID, uuid.UUID] = {}
    for pk, webhook in rows.order_by("due_at", "added_at").values_list("pk", "webhook")[:200]:
        oldest.setdefault(webhook, pk)
    return list(oldest.values())


def take_back_lost(now: datetime) -> int:
    """Let messages be sent again whose sender was lost; how many."""
    lost = WebhookMessage.objects.filter(status=Status.SENDING, due_at__lt=now)
    return lost.update(status=Status.WAITING, claim=None, due_at=now)


def deliver(message_id: uuid.UUID) -> bool:
    """Try a message once if it is still due; False when another has it or it is over."""
    now = timezone.now()
    claim = uuid.uuid4()
    waiting = WebhookMessage.objects.filter(pk=message_id, status=Status.WAITING, due_at__lte=now)
    if (
        waiting.update(status=Status.SENDING, claim=claim, tries=F("tries") + 1, due_at=now + LEASE)
        != 1
    ):
        return False
    message = WebhookMessage.objects.select_related("webhook__project").get(pk=message_id)
    began = time.monotonic()
    outcome = _send(message, now)
    seconds = time.monotonic() - began
    with transaction.atomic():
        if _settle(message, claim, outcome):
            WebhookTry.objects.create(
                message=message,
                at=now,
                seconds=seconds,
                code=outcome.answer.code if outcome.answer else None,
                answer=outcome.answer.text if outcome.answer else "",
                fault=outcome.fault,
            )
            _judge(message, outcome, now)
    return True


def _send(message: WebhookMessage, now: datetime) -> Outcome:
    webhook = message.webhook
    try:
        target = check(webhook.url, settings.WEBHOOK_NETWORKS)
        held = [unseal(webhook.secret)]
        if webhook.former_until is not None and webhook.former_until > now:
            held.append(unseal(webhook.former_secret))
        timestamp = int(now.timestamp())
        headers = {
            "Host": target.authority,
            "Content-Type": "application/json",
            "User-Agent": "Imprimatur-Webhooks/1",
            "Connection": "close",
            "webhook-id": message.message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(
                held, message_id=message.message_id, timestamp=timestamp, body=message.body
            ),
        }
        return Outcome(post(target, headers, message.body.encode()), "")
    except (AddressRefused, SecretUnreadable, NoAnswer) as error:
        return Outcome(None, str(error))


def _settle(message: WebhookMessage, claim: uuid.UUID, outcome: Outcome) -> bool:
    """``sending → delivered | waiting | given_up``; False when the claim was lost meanwhile."""
    now = timezone.now()
    mine = WebhookMessage.objects.filter(pk=message.pk, status=Status.SENDING, claim=claim)
    if outcome.is_success:
        status, ended, due_at = Status.DELIVERED, now, now
    elif message.tries > len(WAITS):
        status, ended, due_at = Status.GIVEN_UP, now, now
    else:
        spread = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 - no secret
        status, ended = Status.WAITING, None
        due_at = now + timedelta(seconds=WAITS[message.tries - 1] * spread)
    if mine.update(status=status, ended_at=ended, due_at=due_at, claim=None) != 1:
        return False
    message.status = status
    return True


def _judge(message: WebhookMessage, outcome: Outcome, now: datetime) -> None:
    """Keep since when a webhook fails; turn it off when a whole day of tries came to nothing."""
    webhooks = Webhook.objects.filter(pk=message.webhook_id)
    if outcome.is_success:
        webhooks.update(failing_since=None)
        return
    webhooks.filter(failing_since__isnull=True).update(failing_since=now)
    if outcome.answer is not None and outcome.answer.code == GONE:
        _turn_off(message.webhook, "The receiver answered 410: it wants no more messages.")
    elif message.status == Status.GIVEN_UP and _nothing_arrived(message):
        last = f"HTTP {outcome.answer.code}" if outcome.answer else outcome.fault
        _turn_off(message.webhook, f"Nothing was delivered for a day. The last try: {last}")


def _nothing_arrived(message: WebhookMessage) -> bool:
    """Whether the webhook has failed ever since the message was first tried."""
    first = message.attempts.order_by("at")[: len(WAITS) + 1].first()
    since = Webhook.objects.values_list("failing_since", flat=True).get(pk=message.webhook_id)
    return first is not None and since is not None and since <= first.at


def _turn_off(webhook: Webhook, reason: str) -> None:
    on = Webhook.objects.filter(pk=webhook.pk, off_at__isnull=True)
    if on.update(off_at=timezone.now(), off_reason=reason) != 1:
        return
    occasions.webhook_off(webhook, reason)
    append(
        by=None,
        project=webhook.project,
        subject=f"webhook:{webhook.pk}",
        body=WebhookSet(
            url=webhook.url, events=tuple(webhook.events), on=False, change=f"Turned off: {reason}"
        ),
    )
