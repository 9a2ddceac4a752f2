"""``manage.py run_step ID``: run one queued step in this process."""

from __future__ import annotations

import sys
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs import fresh_process, runner


class Command(BaseCommand):
    """Claims the step, runs it and ends; does nothing when another worker has it."""

    help = "Run one queued step in this process; workers run a replay's steps this way."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("step", type=uuid.UUID, help="the step's id")
        parser.add_argument(
            "--parent", type=int, help="process id of the worker that this process ends with"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the step, unless the worker that wanted it is gone."""
        parent: int | None = options["parent"]
        if parent is not None and not fresh_process.end_with(parent):
            sys.exit(1)
        runner.run(options["step"], may_end_process=True)
