"""What becomes of tokens that were made before scopes."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

take_over = import_module("editor.migrations.0014_old_tokens").take_over
KEY = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"


@pytest.fixture
def ada():
    person = factories.person("ada")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), user_id integer)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, %s)", [KEY, person.pk])
    take_over(apps, SimpleNamespace(connection=connection))
    return person


def test_an_old_token_goes_on_with_every_scope(ada):
    answer = Client().post(
        "/api/projects/",
        {"name": "Posters"},
        "application/json",
        headers={"authorization": f"Token {KEY}"},
    )
    assert answer.status_code == 201


def test_an_old_token_ends_after_ninety_days(ada):
    token = ada.api_tokens.get()
    assert (token.expires_at - token.made_at).days == 90


def test_the_keys_themselves_are_gone(ada):
    assert "authtoken_token" not in connection.introspection.table_names()


def test_a_database_that_never_had_old_tokens_is_left_alone():
    take_over(apps, SimpleNamespace(connection=connection))
