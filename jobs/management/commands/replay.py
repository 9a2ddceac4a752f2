"""Run a record again and say whether it gave the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.local_marks import add_mark_option, marks_from
from jobs.local_options import intake_limits
from jobs.local_record import indented
from jobs.local_replay import original_from, replay, write
from jobs.local_run import InputError
from jobs.local_target import add_target_option, target_from

REFUSED, DIFFERS = 2, 3


class Command(BaseCommand):
    """``manage.py replay RECORD_OR_JOB``."""

    help = (
        "Run a job or a record again in this process, with what is installed here, and say "
        "whether every output has the same bytes; else which pin or field of the fingerprint "
        "differs and how far the pictures are apart. The database is read and not written. "
        "Exit code: 0 identical, 3 different, 2 it cannot be run again here."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "original",
            metavar="RECORD_OR_JOB",
            help="a job's id, or a record.json; the pictures beside it are its originals",
        )
        parser.add_argument("--source", type=Path, help="the picture that the record began with")
        parser.add_argument("--mask", type=Path, help="the mask that the record began with")
        add_mark_option(parser)
        add_target_option(parser)
        parser.add_argument("--out", type=Path, help="folder for what the new run gives")
        parser.add_argument("--json", action="store_true", help="print the verdict as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run again, print the verdict, and exit with the code that the help promises."""
        try:
            original = original_from(options["original"])
            limits = intake_limits()
            marks = marks_from(options["mark_files"], limits)
            target = target_from(options["target"], limits)
            given = {**marks.pictures, **target.pictures}
            done = replay(original, options["source"], options["mask"], limits, given)
            if options["out"] is not None:
                write(done, options["out"])
        except InputError as error:
            self.stderr.write(f"replay: {error}")
            sys.exit(REFUSED)
        if options["json"]:
            self.stdout.write(indented(done.verdict), ending="")
        else:
            self.stdout.write("\n".join(done.verdict.lines()))
        if not done.verdict.identical:
            sys.exit(DIFFERS)
