"""``manage.py migrate``: Django's own, with the database's guards lifted while it runs."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from editor.guards.triggers import lifted


class Command(Migrate):
    """Puts every guard in place at its end, so that no migration has to speak of them."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, unless it was only asked what would be done."""
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with lifted(connections[options["database"]]):
            super().handle(*args, **options)
