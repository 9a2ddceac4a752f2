"""``manage.py record_mentions``: note what older records name, for the audit's search."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jobs.mentions import catch_up


class Command(BaseCommand):
    """Reads records that nothing was noted of; ``migrate`` does the same at its end."""

    help = "Note what older records name, so that the audit finds them; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them, and name those that cannot be read."""
        caught = catch_up()
        self.stdout.write(f"{caught.read} records were read.")
        for line in caught.unread:
            self.stderr.write(f"Not read: {line}")
