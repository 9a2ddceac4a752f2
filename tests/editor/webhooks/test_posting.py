"""Deliveries over HTTPS, to a real server with a certificate of a test's own authority."""

from __future__ import annotations

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from editor.actions import webhooks as actions
from editor.webhooks import sending
from editor.webhooks.addresses import networks
from tests import factories
from tests.editor.webhooks.certificates import Authority
from tests.editor.webhooks.receiver import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def ping(settings):
    """Send a ping to an address and give the secret and the message after its one try."""
    settings.WEBHOOK_NETWORKS = networks("127.0.0.0/8")
    lead = factories.person("lead")

    def send(url):
        told = actions.add_webhook(
            project=factories.project(lead=lead), by=lead, url=url, events=["gate.finished"]
        )
        message = actions.ping(webhook=told.webhook, by=lead)
        [due] = sending.due(timezone.now())
        assert sending.deliver(due)
        message.refresh_from_db()
        return told.secret, message

    return send


def test_a_message_over_https_arrives_and_its_receiver_takes_the_signature(
    ping, authority, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with receiving(authority.server()) as receiver:
        secret, message = ping(receiver.url)
    assert (message.status, message.attempts.get().code) == ("delivered", 204)
    assert Verifier(secret).verify(receiver.bodies[0], receiver.headers[0])["type"] == "ping"


def test_a_certificate_of_an_authority_that_is_not_trusted_is_refused(ping, authority):
    with receiving(authority.server()) as receiver:
        _, message = ping(receiver.url)
    assert message.status == "waiting"
    assert "certificate of 127.0.0.1 was refused" in message.attempts.get().fault
    assert not receiver.bodies


def test_a_trusted_certificate_of_another_host_is_refused(ping, authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with receiving(authority.server("127.0.0.9")) as receiver:
        _, message = ping(receiver.url)
    assert "IP address mismatch" in message.attempts.get().fault
    assert not receiver.bodies
