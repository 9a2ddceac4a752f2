"""The form field of a place on a picture."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from editor.actions.threads import Place


class PlaceField(forms.CharField):
    """A place as ``x y width height`` in shares of the picture, or nothing."""

    def clean(self, value: str | None) -> Place | None:
        """The place; raises ``ValidationError`` for what is not four numbers."""
        given = super().clean(value)
        if not given:
            return None
        try:
            x, y, width, height = (float(part) for part in given.split())
        except ValueError as error:
            raise ValidationError("A place is four numbers: x, y, width and height.") from error
        return Place(x, y, width, height)
