"""``manage.py migrate``: Django's own with the guards lifted, and what has to follow it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections

from editor.guards.triggers import lifted
from jobs.mentions import catch_up


class Command(Migrate):
    """Puts every guard in place at its end, so that no migration has to speak of them.

    Older records are read for the audit's search once everything is migrated.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, unless it was only asked what would be done."""
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        with lifted(connections[options["database"]]):
            super().handle(*args, **options)
        if options["app_label"] is None and options["database"] == DEFAULT_DB_ALIAS:
            self.catch_up(options["verbosity"])

    def catch_up(self, verbosity: int) -> None:
        """Note what records of before name; those that cannot be read are told at every time."""
        caught = catch_up()
        if caught.read and verbosity:
            self.stdout.write(f"{caught.read} records were read for the audit's search.")
        for line in caught.unread:
            self.stderr.write(f"Not read for the audit's search: {line}")
