"""Measure the studio: text removal, the gate, the queue, sampling, and how it repeats."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import recipes
from jobs.benchmarks import (
    adherence,
    gate_checks,
    hints,
    holes,
    marks,
    queue_cost,
    replays,
    sampling,
    text_removal,
)
from jobs.benchmarks.photos import NAMES, write_shipped

DEFAULT_COUNT = 60
BENCHES = (
    "text-removal",
    "hints",
    "holes",
    "marks",
    "gate",
    "queue",
    "sampling",
    "adherence",
    "replays",
)


class Command(BaseCommand):
    """``manage.py bench [WHAT]``."""

    help = (
        "Measure and print: text-removal letters photos and compares our three strategies with "
        "plain ways; hints fills holes whose answer is known with a true, a false and no hint; "
        "holes fills holes that cross strong edges in every way there is; "
        "marks lays logos over photos, looks for them and takes them off; "
        "gate counts the defects that each check finds; queue compares a recipe "
        "through the queue with its bare stage calls; sampling compares batches, one by one and a "
        "bare diffusers loop; adherence counts how often the starter "
        "checkpoint draws the object and the colour of prompts it never saw; replays counts the "
        "canonical replays that are identical while workers are killed and others work."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("what", nargs="?", default="all", choices=(*BENCHES, "all"))
        parser.add_argument(
            "--photos", type=Path, help="folder of photos; scikit-image's own when not given"
        )
        parser.add_argument(
            "--count", type=int, help=f"photos ({DEFAULT_COUNT} of a folder's) or prompts"
        )
        parser.add_argument("--seed", type=int, default=2026, help="of the lettering")
        parser.add_argument(
            "--recipe",
            default="remove-text",
            choices=recipes.names(),
            help="what the queue's bench runs",
        )
        parser.add_argument("--rounds", type=int, default=7, help="rounds of the queue's bench")
        parser.add_argument("--out", type=Path, help="folder for the pictures to look at")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run what was asked for."""
        asked = BENCHES if options["what"] == "all" else (options["what"],)
        with photos_in(options["photos"]) as photos:
            shipped = options["photos"] is None
            count = options["count"] or (len(NAMES) if shipped else DEFAULT_COUNT)
            if "text-removal" in asked:
                self.text_removal(photos, count, options["out"], options["seed"])
            if "hints" in asked:
                told = options["count"] or hints.COUNT
                table = hints.run(photos, told, options["out"], seed=options["seed"])
                self.say("Hints", table)
            if "holes" in asked:
                number = options["count"] or DEFAULT_COUNT
                self.holes(photos, number, options["out"], options["seed"])
            if "marks" in asked:
                self.marks(photos, count, options["out"], options["seed"])
            if "gate" in asked:
                # Large photos are cut into parts, so a few give many.
                parts = gate_checks.read_photos(photos, options["count"] or DEFAULT_COUNT)
                rows = gate_checks.measure(parts)
                self.say("The gate's checks", gate_checks.lines(rows))
        if "queue" in asked:
            report = queue_cost.run(options["recipe"], options["rounds"])
            self.say("The queue's cost", report.lines())

        if "sampling" in asked:
            drawn = sampling.run(options["count"] or sampling.COUNT, options["rounds"])
            self.say("Sampling", drawn.lines())
        if "adherence" in asked:
            found = adherence.run(options["count"] or adherence.PROMPTS, options["out"])
            self.say("The starter checkpoint's adherence", found.lines())
        if "replays" in asked:
            self.say("Canonical replays", replays.run(options["count"] or replays.COUNT).lines())

    def text_removal(self, photos: Path, count: int, out: Path | None, seed: int) -> None:
        """Letter, clean, measure, print."""
        try:
            report = text_removal.run(photos, count, out, seed=seed)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.say("Text removal", report.render().splitlines())

    def holes(self, photos: Path, count: int, out: Path | None, seed: int) -> None:
        """Cut holes, fill them in every way, measure, print."""
        try:
            tables = holes.run(photos, count, out, seed=seed)
        except ValueError as error:
            raise CommandError(str(error)) from None
        for table in tables:
            self.say("Holes that cross edges", table.lines())

    def marks(self, photos: Path, count: int, out: Path | None, seed: int) -> None:
        """Lay, find, take off, print."""
        try:
            found = marks.run(photos, count, out, seed=seed)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.say("Registered marks", found.lines())

    def say(self, title: str, lines: list[str]) -> None:
        """Print one bench's table under its title."""
        self.stdout.write("\n".join([title, *lines, ""]))


@contextmanager
def photos_in(folder: Path | None) -> Iterator[Path]:
    """The folder of photos, or one with scikit-image's while it is wanted."""
    if folder is not None:
        if not folder.is_dir():
            raise CommandError(f"--photos {folder}: there is no such folder.")
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as scratch:
        write_shipped(Path(scratch))
        yield Path(scratch)
