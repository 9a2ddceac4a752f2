"""The link that lets a person choose a new password once: Django's own token, for two hours."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from editor.public_address import absolute


def reset_link(person: User) -> str:
    """The whole address; it works until it was used, the person signed in, or its time is over."""
    token = default_token_generator.make_token(person)
    person_part = urlsafe_base64_encode(force_bytes(person.pk))
    return absolute(reverse("password-choose", args=[person_part, token]))
