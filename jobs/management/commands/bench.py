"""Measure the studio: text removal, the gate, the queue, sampling, and how it repeats."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import recipes
from jobs.benchmarks import (
    adherence,
    copies,
    false_masks,
    gate_checks,
    hints,
    holes,
    large_upscaling,
    marks,
    publishing,
    queue_cost,
    replays,
    sampling,
    second_look,
    targets,
    text_removal,
    upscaling,
)
from jobs.benchmarks.photos import NAMES, write_shipped

Measured = TypeVar("Measured")

DEFAULT_COUNT = 60
BENCHES = (
    "text-removal",
    "false-masks",
    "second-look",
    "hints",
    "holes",
    "marks",
    "copies",
    "upscaling",
    "large-upscaling",
    "targets",
    "gate",
    "publish",
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
        "false-masks counts the photos without text that are masked, and the drawn lines that are "
        "found; second-look counts the lines left before and after look_again; "
        "holes fills holes that cross strong edges in every way there is; "
        "marks lays logos over photos, looks for them and takes them off; "
        "copies counts the resized, re-saved and cropped copies that are known by their look; "
        "upscaling scales photos down and compares our chain, whole and with each stage left out, "
        "with plain ways; targets brings photos to looks, to what they were before they faded and "
        "to other photos; large-upscaling looks for tile borders and measures memory; "
        "gate counts the defects that each check finds; publish spoils photos and counts what "
        "the recipe publish lets through and blocks, and whether rightly; queue compares a recipe "
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
        parser.add_argument(
            "--quality",
            type=int,
            choices=range(1, 96),
            metavar="1..95",
            help="of the JPEGs that text-removal's lettered photos are; not compressed without",
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
            self.on_photos(asked, photos, options)
            if "publish" in asked:
                self.on_spoilt_photos(photos, options)
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

    def on_photos(self, asked: tuple[str, ...], photos: Path, options: dict[str, Any]) -> None:
        """Run those that measure on photos."""
        shipped, seed, out = options["photos"] is None, options["seed"], options["out"]
        count = options["count"] or (len(NAMES) if shipped else DEFAULT_COUNT)
        if "text-removal" in asked:
            letters = partial(text_removal.run, quality=options["quality"])
            report = self.measured(letters, photos, count, seed, out)
            self.say("Text removal", report.render().splitlines())
        if "false-masks" in asked:
            # Of scikit-image's photos two show text.
            number = count - 2 if shipped and not options["count"] else count
            masks = self.measured(false_masks.run, photos, number, seed)
            self.say("False masks", masks.lines())
        if "second-look" in asked:
            looks = self.measured(second_look.run, photos, count, seed)
            self.say("Looking again", looks.lines())
        if "hints" in asked:
            self.say("Hints", hints.run(photos, options["count"] or hints.COUNT, out, seed=seed))
        if "holes" in asked:
            number = options["count"] or DEFAULT_COUNT
            for table in self.measured(holes.run, photos, number, seed, out):
                self.say("Holes that cross edges", table.lines())
        if "marks" in asked:
            found = self.measured(marks.run, photos, count, seed, out)
            self.say("Registered marks", found.lines())
        if "copies" in asked:
            known = self.measured(copies.run, photos, count, seed)
            self.say("Copies known by their look", known.lines())
        if "upscaling" in asked:
            enlarged = self.measured(upscaling.run, photos, count, seed, out)
            self.say("Enlarging four times", enlarged.lines())
        if "targets" in asked:
            self.say("Targets", self.measured(targets.run, photos, count, seed))
        if "large-upscaling" in asked:
            self.say("Enlarging at size", large_upscaling.run(photos).lines())
        if "gate" in asked:
            # Large photos are cut into parts, so a few give many.
            parts = gate_checks.read_photos(photos, options["count"] or DEFAULT_COUNT)
            rows, taken = gate_checks.measure(parts), gate_checks.milliseconds(parts[0])
            self.say("The gate's checks", gate_checks.lines(rows, taken))

    def on_spoilt_photos(self, photos: Path, options: dict[str, Any]) -> None:
        """Send spoilt photos through the recipe publish, a line each as it is judged."""
        shipped = len(NAMES) - 2 if options["photos"] is None else publishing.COUNT
        count = options["count"] or shipped
        found = self.measured(publishing.run, photos, count, options["seed"], self.stdout.write)
        self.say("What publish lets through", found.lines())

    def measured(
        self, run: Callable[..., Measured], photos: Path, count: int, seed: int, *more: Any
    ) -> Measured:
        """What a bench of photos found; raises ``CommandError`` when there are too few."""
        try:
            return run(photos, count, *more, seed=seed)
        except ValueError as error:
            raise CommandError(str(error)) from None

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
