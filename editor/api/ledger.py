"""The ledger for scripts: entries, signed heads, the state of the chain, the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from editor import access
from editor.actions.errors import ActionError
from editor.api.endpoint import Endpoint
from editor.api.errors import REFUSALS, Refusal
from editor.api.paging import Cursor, PagedEndpoint, page_shape
from editor.ledger.exporting import exported
from editor.ledger.kinds import KINDS
from editor.models import LedgerHead
from editor.queries.ledger import (
    ChainState,
    LedgerWish,
    asked_entries,
    chain_memory,
    chain_state,
)
from editor.streamed import Streamed

HIGHEST = 2**63 - 1


class ByEntry(Cursor):
    """For rows with an entry's ``number``."""

    ordering = "-number"


class EntryQuestion(serializers.Serializer[Any]):
    """Which entries to list; everything given has to hold at once."""

    kind = serializers.ChoiceField(required=False, choices=sorted(KINDS.values()))
    person = serializers.CharField(required=False, max_length=150, help_text="the name then")
    project = serializers.UUIDField(required=False)
    subject = serializers.CharField(required=False, max_length=120, help_text="such as proof:<id>")
    since = serializers.DateField(required=False, help_text="UTC, included")
    until = serializers.DateField(required=False, help_text="UTC, included")

    def wish(self) -> LedgerWish:
        """What the query takes, of valid data."""
        asked: dict[str, Any] = dict(self.validated_data)
        return LedgerWish(**{**asked, "project": str(asked.get("project", ""))})


class EntryShape(serializers.Serializer[Any]):
    """An entry with every value in the form that was hashed (docs/ledger.md)."""

    number = serializers.IntegerField()
    at = serializers.CharField(help_text="UTC, ISO 8601 with microseconds")
    kind = serializers.CharField()
    actor_id = serializers.IntegerField(allow_null=True)
    actor = serializers.CharField(help_text="empty where the studio acted by itself")
    project = serializers.CharField()
    subject = serializers.CharField()
    body = serializers.CharField(help_text="canonical JSON, as text: it is hashed as it stands")
    previous = serializers.CharField()
    hash = serializers.CharField()
    seal = serializers.CharField()


class HeadShape(serializers.Serializer[Any]):
    """A signed head, as it is to be kept elsewhere."""

    number = serializers.IntegerField()
    hash = serializers.CharField()
    at = serializers.CharField(help_text="UTC, ISO 8601")
    public_key = serializers.CharField(help_text="Ed25519, hexadecimal")
    signature = serializers.CharField()


class LedgerCheckShape(serializers.Serializer[Any]):
    """A check that was made, and what came of it."""

    checked_at = serializers.DateTimeField()
    checked_by = serializers.CharField(
        source="checked_by.username", default=None, allow_null=True, help_text="null: the studio"
    )
    whole = serializers.BooleanField(help_text="every entry, not only those since a head")
    end = serializers.IntegerField(help_text="the last entry that was read")
    is_intact = serializers.BooleanField()
    faults = serializers.IntegerField()
    first_fault = serializers.CharField()


class FindingShape(serializers.Serializer[Any]):
    """A fault and the entries that it lies between."""

    fault = serializers.CharField()
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    words = serializers.CharField()


class ChainShape(serializers.Serializer[Any]):
    """The chain: its end, its newest head, what is found now and what was found before."""

    end = serializers.IntegerField(help_text="the last entry's number")
    head = HeadShape(allow_null=True, help_text="the newest that is stored")
    state = serializers.ChoiceField(
        choices=["intact", "tampered", "unchecked"],
        help_text="of the entries since the head, read now; unchecked where those are too many",
    )
    findings = FindingShape(many=True)
    guards_gone = serializers.ListField(child=serializers.CharField())
    last_check = LedgerCheckShape(allow_null=True)
    last_whole_check = LedgerCheckShape(allow_null=True)
    kept_outside = serializers.BooleanField(help_text="heads are also written to another folder")


class ExportPart(serializers.Serializer[Any]):
    """A part of the ledger; all of it when both are left out."""

    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=HIGHEST)
    until = serializers.IntegerField(
        required=False, default=None, min_value=1, max_value=HIGHEST, help_text="included"
    )


class LedgerEndpoint(PagedEndpoint):
    """The entries."""

    pagination_class = ByEntry

    @extend_schema(
        operation_id="ledger",
        summary="The ledger's entries, newest first",
        parameters=[EntryQuestion],
        responses={
            200: page_shape("LedgerPage", EntryShape),
            **REFUSALS,
        },
        tags=["audit"],
    )
    def get(self, request: Request) -> Response:
        """For administrators and auditors; each page costs the same, however deep it is."""
        access.demand_audit(self.person)
        asked = EntryQuestion(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return self.page(asked_entries(asked.wish()), request, EntryShape)


class LedgerHeadsEndpoint(PagedEndpoint):
    """The signed heads."""

    pagination_class = ByEntry

    @extend_schema(
        operation_id="ledger_heads",
        summary="The signed heads, newest first: keep one elsewhere now and then",
        responses={200: page_shape("LedgerHeadsPage", HeadShape), 403: Refusal},
        tags=["audit"],
    )
    def get(self, request: Request) -> Response:
        """Each is in the form that `manage.py ledger verify --head` and the offline checks take."""
        access.demand_audit(self.person)
        return self.page(LedgerHead.objects.all(), request, HeadShape)


class LedgerStateEndpoint(Endpoint):
    """The state of the chain."""

    @extend_schema(
        operation_id="ledger_state",
        summary="Whether the chain is intact since the last head, and when it was last checked",
        responses={200: ChainShape, 403: Refusal},
        tags=["audit"],
    )
    def get(self, request: Request) -> Response:
        """What came since the newest head is read now; this look itself is not remembered."""
        access.demand_audit(self.person)
        return Response(ChainShape(_state()).data)


class LedgerExportEndpoint(Endpoint):
    """The export."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer with JSON Lines, whatever the client prefers."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="ledger_export",
        summary="The ledger as JSON Lines, for `python -m editor.ledger.offline`",
        parameters=[ExportPart],
        responses={(200, "application/jsonl"): OpenApiTypes.BINARY, 400: Refusal, 403: Refusal},
        tags=["audit"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Sent as it is read."""
        access.demand_audit(self.person)
        asked = ExportPart(data=request.query_params)
        asked.is_valid(raise_exception=True)
        try:
            lines: Iterator[str] = exported(**asked.validated_data)
        except ValueError as error:
            raise ActionError(str(error), "after") from error
        answer = Streamed(lines, content_type="application/jsonl")
        answer["Content-Disposition"] = 'attachment; filename="ledger.jsonl"'
        return answer


def _state() -> dict[str, Any]:
    state, memory = chain_state(), chain_memory()
    return {
        "end": memory.end,
        "head": memory.head,
        "state": _word(state),
        "findings": state.report.findings if state.report is not None else (),
        "guards_gone": state.guards_gone,
        "last_check": memory.last,
        "last_whole_check": memory.last_whole,
        "kept_outside": memory.kept_outside,
    }


def _word(state: ChainState) -> str:
    if state.report is None and not state.guards_gone:
        return "unchecked"
    return "intact" if state.is_intact else "tampered"
