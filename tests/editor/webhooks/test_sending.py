"""Messages on their way: signed as Standard Webhooks has it, retried, given up, sent again."""

from __future__ import annotations

import itertools
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from editor.actions import webhooks as actions
from editor.actions.errors import ActionError
from editor.actions.reviews import decide
from editor.models import LedgerEntry, Webhook, WebhookMessage
from editor.webhooks import sending
from editor.webhooks.addresses import networks
from tests import factories
from tests.editor.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = networks("127.0.0.0/8")
    with receiving() as server:
        yield server


@pytest.fixture
def lead():
    return factories.person("lead")


@pytest.fixture
def added(receiver: Receiver, lead) -> actions.SecretTold:
    return actions.add_webhook(
        project=factories.project(lead=lead), by=lead, url=receiver.url, events=["review.decided"]
    )


def pinged(told: actions.SecretTold, lead) -> WebhookMessage:
    return actions.ping(webhook=told.webhook, by=lead)


def tried(message: WebhookMessage) -> WebhookMessage:
    """The message after one more try, whenever that is due."""
    WebhookMessage.objects.filter(pk=message.pk).update(due_at=timezone.now())
    assert sending.deliver(message.pk)
    message.refresh_from_db()
    return message


def test_a_decision_is_told_with_a_signature_that_a_receivers_library_takes(receiver, added, lead):
    maker = factories.person("maker")
    proof = factories.proof(factories.candidate(added.webhook.project, by=maker), by=maker)
    decide(proof=proof, reviewer=lead, verdict="approved", digest=proof.job.result_id)
    [message] = sending.due(timezone.now())
    sending.deliver(message)
    told = Verifier(added.secret).verify(receiver.bodies[0], receiver.headers[0])
    assert told["type"] == "review.decided"
    assert (told["data"]["verdict"], told["data"]["proof"]) == ("approved", str(proof.pk))


def test_what_is_undone_is_told_to_nobody(added, lead):
    maker = factories.person("maker")
    proof = factories.proof(factories.candidate(added.webhook.project, by=maker), by=maker)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        decide(proof=proof, reviewer=lead, verdict="approved", digest=proof.job.result_id)
        raise ZeroDivisionError
    assert not WebhookMessage.objects.exists()


def test_an_event_that_was_not_chosen_is_not_told(receiver, lead):
    project = factories.project(lead=lead)
    actions.add_webhook(project=project, by=lead, url=receiver.url, events=["gate.finished"])
    maker = factories.person("maker")
    proof = factories.proof(factories.candidate(project, by=maker), by=maker)
    decide(proof=proof, reviewer=lead, verdict="approved", digest=proof.job.result_id)
    assert not WebhookMessage.objects.exists()


def test_an_altered_body_is_refused_by_the_receiver(receiver, added, lead):
    tried(pinged(added, lead))
    body = receiver.bodies[0].replace(b"lead", b"evil")
    with pytest.raises(WebhookVerificationError):
        Verifier(added.secret).verify(body, receiver.headers[0])


def test_a_message_that_was_recorded_and_sent_again_later_is_refused(
    receiver, added, lead, monkeypatch
):
    then = timezone.now() - timedelta(minutes=6)
    message = pinged(added, lead)
    WebhookMessage.objects.filter(pk=message.pk).update(due_at=then)
    with monkeypatch.context() as earlier:
        earlier.setattr(sending.timezone, "now", lambda: then)
        sending.deliver(message.pk)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Verifier(added.secret).verify(receiver.bodies[0], receiver.headers[0])


def test_the_recorded_signature_does_not_fit_a_new_time(receiver, added, lead):
    tried(pinged(added, lead))
    forged = {**receiver.headers[0], "webhook-timestamp": str(int(time.time()) + 5)}
    with pytest.raises(WebhookVerificationError):
        Verifier(added.secret).verify(receiver.bodies[0], forged)


def test_what_a_person_sends_again_has_the_same_id_and_a_good_signature(receiver, added, lead):
    message = tried(pinged(added, lead))
    actions.send_again(message=message, by=lead)
    assert tried(message).status == "delivered"
    first, second = receiver.headers
    assert first["webhook-id"] == second["webhook-id"]
    Verifier(added.secret).verify(receiver.bodies[1], second)


def test_both_secrets_sign_while_one_is_replaced_and_one_after(receiver, added, lead):
    fresh = actions.replace_secret(webhook=added.webhook, by=lead)
    tried(pinged(fresh, lead))
    for secret in (added.secret, fresh.secret):
        Verifier(secret).verify(receiver.bodies[0], receiver.headers[0])
    Webhook.objects.update(former_until=timezone.now() - timedelta(seconds=1))
    tried(pinged(fresh, lead))
    Verifier(fresh.secret).verify(receiver.bodies[1], receiver.headers[1])
    with pytest.raises(WebhookVerificationError):
        Verifier(added.secret).verify(receiver.bodies[1], receiver.headers[1])


def test_the_secret_does_not_stand_in_the_database(added):
    row = Webhook.objects.get()
    assert added.secret not in row.secret
    assert added.secret.removeprefix("whsec_") not in row.secret


def test_another_studio_key_cannot_sign_and_says_what_to_do(receiver, added, lead, settings):
    settings.SECRET_KEY = "another"
    message = tried(pinged(added, lead))
    assert "Replace the secret" in message.attempts.get().fault
    assert not receiver.bodies


def test_a_failure_waits_longer_each_time_and_then_is_given_up(receiver, added, lead):
    receiver.code, receiver.said = 503, b"busy" * 1000
    message, waits = pinged(added, lead), []
    for _ in sending.WAITS:
        message = tried(message)
        assert message.status == "waiting"
        waits.append((message.due_at - timezone.now()).total_seconds())
    assert all(later > sooner * 1.5 for sooner, later in itertools.pairwise(waits))
    assert 20 * 3600 < sum(sending.WAITS) < 28 * 3600
    assert tried(message).status == "given_up"
    assert {(one.code, len(one.answer)) for one in message.attempts.all()} == {(503, 1024)}


def test_after_a_day_of_failures_the_webhook_is_turned_off_and_the_ledger_says_so(
    receiver, added, lead
):
    receiver.code = 500
    message = pinged(added, lead)
    for _ in range(len(sending.WAITS) + 1):
        tried(message)
    row = Webhook.objects.get()
    assert row.off_reason == "Nothing was delivered for a day. The last try: HTTP 500"
    last = LedgerEntry.objects.order_by("-number").first()
    assert (last.kind, json.loads(last.body)["on"]) == ("webhook.set", False)
    with pytest.raises(ActionError, match="turn it on"):
        pinged(added, lead)


def test_a_receiver_that_wants_no_more_is_believed(receiver, added, lead):
    receiver.code = 410
    tried(pinged(added, lead))
    assert "410" in Webhook.objects.get().off_reason


def test_a_redirect_is_not_followed(receiver, added, lead):
    with receiving() as other:
        receiver.code, receiver.location = 307, other.url
        assert tried(pinged(added, lead)).status == "waiting"
        assert not other.bodies


def test_a_receiver_that_never_answers_is_left_in_time(receiver, added, lead, monkeypatch):
    receiver.silent = threading.Event()
    post = sending.post
    monkeypatch.setattr(sending, "post", lambda *given: post(*given, seconds=0.2))
    message = tried(pinged(added, lead))
    assert "No answer within 0.2 seconds" in message.attempts.get().fault


def test_an_address_that_leads_inside_by_now_is_not_called(receiver, added, lead, settings):
    settings.WEBHOOK_NETWORKS = ()
    message = tried(pinged(added, lead))
    assert "not a public address" in message.attempts.get().fault
    assert not receiver.bodies


def test_of_two_senders_one_delivers(receiver, added, lead):
    message = pinged(added, lead)
    assert [sending.deliver(message.pk), sending.deliver(message.pk)] == [True, False]
    assert len(receiver.bodies) == 1


def test_a_message_whose_sender_died_is_due_again(added, lead):
    message = pinged(added, lead)
    WebhookMessage.objects.filter(pk=message.pk).update(
        status="sending", claim="0" * 32, due_at=timezone.now() - timedelta(seconds=1)
    )
    assert sending.take_back_lost(timezone.now()) == 1
    assert sending.due(timezone.now()) == [message.pk]


def test_nothing_is_sent_while_a_webhook_is_off(added, lead):
    message = pinged(added, lead)
    actions.change_webhook(webhook=added.webhook, by=lead, events=["gate.finished"], on=False)
    assert sending.due(timezone.now()) == []
    actions.change_webhook(webhook=added.webhook, by=lead, events=["gate.finished"], on=True)
    assert sending.due(timezone.now()) == [message.pk]


def test_the_same_address_is_told_once(added, lead):
    with pytest.raises(ActionError, match="already"):
        actions.add_webhook(
            project=added.webhook.project, by=lead, url=added.webhook.url,
            events=["gate.finished"],
        )  # fmt: skip


def test_adding_and_removing_are_in_the_ledger(added, lead):
    actions.remove_webhook(webhook=added.webhook, by=lead)
    kinds = LedgerEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["webhook.set", "webhook.removed"]
