"""Every REST address and method, by a token of each scope: looked at, or refused for its scope."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from editor.actions.tokens import make_token
from editor.api.endpoint import Endpoint
from editor.api.urls import urlpatterns
from editor.scopes import Scope
from tests import factories
from tests.editor.api.test_matrix import MATRIX, shown

pytestmark = pytest.mark.django_db

PUBLIC = {"schema", "api-docs", "api-token", "api-provenance"}
"""What asks for nobody and so for no scope."""

BY_SESSION = {("post", "api-tokens"), ("delete", "api-own-token")}
"""What no token may do, whatever its scopes."""

READS = {("post", "api-conditioning")}
"""What is sent and changes nothing."""

ROUTES = {route.name: route for route in urlpatterns}
ASKED = [(method, name) for method, name in MATRIX if name not in PUBLIC]


def needed(method: str, name: str) -> Scope | None:
    """The scope an address asks for; None where no token may."""
    if (method, name) in READS or method == "get":
        return Scope.READ
    scope: Scope | None = ROUTES[name].callback.view_class.writes
    return scope


def test_no_address_escapes_the_one_check():
    outside = {name for name, route in ROUTES.items() if not _checked(route.callback.view_class)}
    assert outside == {"schema", "api-docs"}


def _checked(view: type) -> bool:
    """The check is made in Endpoint.initial, which no address replaces."""
    return issubclass(view, Endpoint) and view.initial is Endpoint.initial


def test_what_no_token_may_do_is_chosen_and_not_forgotten():
    closed = {asked for asked in ASKED if needed(*asked) is None}
    assert closed == BY_SESSION


def test_each_scope_reaches_what_it_says_and_nothing_else():
    ada = factories.person("ada", staff=True)
    keys = {scope: make_token(person=ada, name="One", scopes=[scope]).key for scope in Scope}
    for method, name in ASKED:
        address = nowhere(name)
        # Every token may read: the poorest one is asked for all.
        for scope in [Scope.READ] if method == "get" else Scope:
            client = APIClient(headers={"authorization": f"Token {keys[scope]}"})
            answer = getattr(client, method)(address)
            refused = answer.status_code == 403 and answer.json()["field"] == "scopes"
            reaches = needed(method, name) in {Scope.READ, scope}
            assert refused != reaches, (method, name, scope, answer.status_code)


def nowhere(name: str) -> str:
    """The address of something that is not there: the scope is looked at before."""
    made = {"UUIDConverter": uuid4(), "StringConverter": "0" * 64}
    kinds = ROUTES[name].pattern.converters
    known = {key: made[type(kind).__name__] for key, kind in kinds.items()}
    return reverse(name, kwargs=known)


def rows() -> list[str]:
    """What each scope is for beside reading, as the table in the documentation shows it."""
    paths = {route.name: "/api/" + shown(str(route.pattern)) for route in urlpatterns}
    return [
        f"| {method.upper()} `{paths[name]}` | {needed(method, name) or 'no token'} |"
        for method, name in ASKED
        if needed(method, name) != Scope.READ
    ]


def test_the_documentation_holds_what_each_scope_is_for():
    documented = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    table = documented.split("| address | scope |\n|---|---|\n")[1].split("\n\n")[0]
    assert table.strip().splitlines() == rows()
