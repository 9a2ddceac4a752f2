"""Webhooks by page: a secret that is shown once, what is refused, and what became of messages."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from editor.models import Webhook
from tests import factories


@pytest.fixture
def address(scene):
    return reverse("project-webhooks", args=[scene.project.id])


def test_a_secret_is_shown_once(scene, signed_in, address):
    asked = {"url": "https://8.8.8.8/in", "events": ["review.decided"]}
    client = signed_in("lead")
    secret = re.search(r"whsec_[\w+/=]+", client.post(address, asked).text)
    assert secret is not None
    row = Webhook.objects.get()
    assert secret[0] not in client.get(address).text
    assert secret[0] not in client.get(reverse("webhook", args=[scene.project.id, row.id])).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"url": "https://127.0.0.1/", "events": ["review.decided"]}, "not a public address"),
        ({"url": "http://8.8.8.8/", "events": ["review.decided"]}, "begin with https://"),
        ({"url": "https://8.8.8.8/"}, "Choose at least one event"),
        ({"url": "https://8.8.8.8/", "events": ["everything"]}, "not one of the available"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(signed_in, address, asked, words):
    page = signed_in("lead").post(address, asked)
    assert page.status_code == 400
    assert words in page.text
    assert not Webhook.objects.exists()


def test_what_receivers_say_is_shown_as_words_and_never_as_markup(scene, signed_in):
    message = scene.webhook_message()
    message.attempts.create(at=timezone.now(), seconds=0.2, code=500, answer="<script>x</script>")
    page = signed_in("lead").get(reverse("webhook", args=[scene.project.id, message.webhook_id]))
    assert "&lt;script&gt;x" in page.text and "<script>x" not in page.text


def test_a_message_of_another_project_is_not_here(scene, signed_in):
    other = factories.webhook_message(factories.webhook(factories.project("Other")))
    here = [scene.project.id, other.webhook_id]
    assert signed_in("lead").get(reverse("webhook", args=here)).status_code == 404
    again = reverse("webhook-again", args=[*here, other.id])
    assert signed_in("lead").post(again).status_code == 404
