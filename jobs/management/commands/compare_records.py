"""Lay two records side by side and name the first difference; nothing is run."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.comparison import compare
from jobs.local_record import indented
from jobs.local_replay import original_from
from jobs.local_run import InputError

REFUSED, DIFFERS = 2, 3


class Command(BaseCommand):
    """``manage.py compare_records A B``."""

    help = (
        "Lay two records side by side along the path from the prompt to the last picture, and "
        "name the first difference. Nothing is run. "
        "Exit code: 0 the same, 3 different, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        for name, which in (("one", "the first"), ("other", "the second")):
            parser.add_argument(
                name, metavar="RECORD_OR_JOB", help=f"{which}: a job's id, or a record's file"
            )
        parser.add_argument("--json", action="store_true", help="print every row as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, print, and exit with the code that the help promises."""
        try:
            found = compare(*(original_from(options[name]).record for name in ("one", "other")))
        except InputError as error:
            self.stderr.write(f"compare_records: {error}")
            sys.exit(REFUSED)
        if options["json"]:
            self.stdout.write(indented(found), ending="")
        else:
            self.stdout.write("\n".join(found.lines()))
        if not found.same:
            sys.exit(DIFFERS)
