"""Measure the studio: how well text is removed, and what the queue costs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.benchmarks import queue_cost, text_removal
from jobs.benchmarks.photos import write_shipped

DEFAULT_COUNT = 60


class Command(BaseCommand):
    """``manage.py bench [text-removal|queue|all]``."""

    help = (
        "Measure and print: text-removal letters photos and compares remove-text with two "
        "baselines; queue compares a recipe through the queue with its bare stage calls."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "what", nargs="?", default="all", choices=("text-removal", "queue", "all")
        )
        parser.add_argument(
            "--photos", type=Path, help="folder of photos; scikit-image's own when not given"
        )
        parser.add_argument(
            "--count", type=int, help=f"photos to letter; {DEFAULT_COUNT} of a folder's"
        )
        parser.add_argument("--rounds", type=int, default=7, help="rounds of the queue's bench")
        parser.add_argument("--out", type=Path, help="folder for the pictures to look at")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run what was asked for."""
        if options["what"] in {"text-removal", "all"}:
            self.stdout.write("Text removal")
            self.text_removal(options["photos"], options["count"], options["out"])
        if options["what"] in {"queue", "all"}:
            self.stdout.write("The queue's cost")
            for line in queue_cost.run(rounds=options["rounds"]).lines():
                self.stdout.write(line)

    def text_removal(self, photos: Path | None, count: int | None, out: Path | None) -> None:
        """Letter, clean, measure, print."""
        with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as scratch:
            if photos is None:
                count = min(count or DEFAULT_COUNT, write_shipped(Path(scratch)))
                photos = Path(scratch)
            elif not photos.is_dir():
                raise CommandError(f"--photos {photos}: there is no such folder.")
            try:
                report = text_removal.run(photos, count or DEFAULT_COUNT, out)
            except ValueError as error:
                raise CommandError(str(error)) from None
        self.stdout.write(report.render())
