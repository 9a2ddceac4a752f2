"""What the audit's page shows of a search: what was asked, each part of it removable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from editor.models import Project
from editor.pages.audit_forms import PARTS, VERDICTS, AuditSearchForm
from editor.queries.audit_search import NAMED, Part

LABELS = {"since": "from", "until": "to"}


@dataclass(frozen=True)
class Asked:
    """One part of what was searched for, and the address without it."""

    label: str
    text: str
    without: str


def asked_for(form: AuditSearchForm, given: QueryDict, projects: list[Project]) -> list[Asked]:
    """Everything that a valid form asks for."""
    return [
        Asked(label, text, _without(given, *names))
        for names, label, text in _parts(form, {str(one.pk): one.name for one in projects})
    ]


def kept(given: QueryDict) -> str:
    """What was asked for as a query, for the pages of its list."""
    return _without(given)


def _parts(
    form: AuditSearchForm, names: dict[str, str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    asked = form.cleaned_data
    if asked["person"]:
        part = Part(asked["part"])
        label = "person" if part == Part.ANY else PARTS[part].lower()
        yield ("person", "part"), label, asked["person"]
    if asked["project"]:
        yield ("project",), "project", names.get(str(asked["project"]), str(asked["project"]))
    if asked["verdict"]:
        yield ("verdict",), "verdict", VERDICTS[asked["verdict"]]
    for name in ("since", "until", *NAMED):
        if asked[name]:
            yield (name,), LABELS.get(name, name), str(asked[name])


def _without(given: QueryDict, *names: str) -> str:
    left = given.copy()
    for name in ("page", *names):
        left.pop(name, None)
    for name in [name for name in left if not left[name]]:
        del left[name]
    return left.urlencode()
