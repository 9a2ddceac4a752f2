"""One row by its id as it was sent; what is nobody's is not there (``Http404``)."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

Row = TypeVar("Row", bound=Model)


def one_of(rows: QuerySet[Row], row_id: UUID | str, name: str) -> Row:
    """The row with this id among ``rows``; ``name`` is what a refusal calls it."""
    pk = uuid_of(row_id)
    row = rows.filter(pk=pk).first() if pk is not None else None
    if row is None:
        raise Http404(f"There is no such {name}.")
    return row


def uuid_of(value: UUID | str) -> UUID | None:
    """An id as it was sent; None for what can be nobody's."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except ValueError:
        return None
