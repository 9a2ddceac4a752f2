"""Write the generated documentation, or check that it is up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from project import reference


class Command(BaseCommand):
    """``manage.py document [--check]``."""

    help = "Write docs/ and the README's settings from the code; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="fail when a file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare, and say which files."""
        try:
            found = reference.outdated() if options["check"] else reference.write()
        except reference.UndocumentedError as error:
            raise CommandError(str(error)) from None
        if options["check"] and found:
            names = ", ".join(map(str, found))
            raise CommandError(f"Not up to date: {names}. Run `make docs` and commit the result.")
        for path in found:
            self.stdout.write(f"wrote {path}")
