"""Draw samples of a prompt, without queue or database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.local_options import add_run_options, run_context
from jobs.local_run import InputError
from jobs.local_sampling import explore_recipe, run_exploration
from jobs.stages.contract import StageError
from jobs.stages.generator.explore import ExploreDetails
from jobs.stages.generator.params import ExploreParams
from jobs.stages.generator.schedulers import SCHEDULERS

OWN = ("prompt", "negative_prompt", "count", "batch_size", "steps", "guidance_scale", "scheduler")


class Command(BaseCommand):
    """``manage.py explore "PROMPT" --count N --seed S --out DIR``."""

    help = (
        "Draw samples of a prompt. OUT gets sample.000.png and its record sample.000.json for "
        "each, from which the command canonical goes on; sheet.png, all of them side by side; "
        "and record.json, the record of the whole. "
        "Exit code: 0 done, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        fields = ExploreParams.model_fields
        described = {name: str(field.description) for name, field in fields.items()}
        parser.add_argument("prompt", help=described["prompt"])
        parser.add_argument("--out", required=True, type=Path, help="folder to write to")
        parser.add_argument("--count", type=int, help=f"{described['count']} (default 4)")
        parser.add_argument("--negative", dest="negative_prompt", help=described["negative_prompt"])
        parser.add_argument("--size", type=size, metavar="WxH", help="in pixels, multiples of 8")
        parser.add_argument("--steps", type=int, help=described["steps"])
        parser.add_argument("--guidance-scale", type=float, help=described["guidance_scale"])
        parser.add_argument("--scheduler", metavar="NAME", help=f"one of {', '.join(SCHEDULERS)}")
        parser.add_argument("--batch-size", type=int, help=described["batch_size"])
        parser.add_argument(
            "--seeds", type=seeds, metavar="S,S,…", help="one seed a sample, instead of --count"
        )
        add_run_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, say a line a sample, and exit with the code that the help promises."""
        typed = {name: options[name] for name in OWN if options[name] is not None}
        if options["size"] is not None:
            typed["width"], typed["height"] = options["size"]
        if options["seeds"] is not None:
            typed = {"count": len(options["seeds"]), **typed, "seeds": options["seeds"]}
        try:
            context = run_context(options)
            recipe = explore_recipe(typed, context)
            run = run_exploration(recipe, context, options["out"], self.stdout.write)
        except (InputError, StageError) as error:
            for line in str(error).splitlines():
                self.stderr.write(f"explore: {line}")
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"explore: --out {options['out']}: {error.strerror or error}.")
            sys.exit(2)
        details = ExploreDetails.model_validate(run.steps[0].details)
        for note in (*details.conditioning.warnings, *details.notes):
            self.stderr.write(f"explore: {note}")


def size(text: str) -> tuple[int, int]:
    """``256x384`` as width and height."""
    width, times, height = text.lower().partition("x")
    if not (times and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 256x256")
    return int(width), int(height)


def seeds(text: str) -> tuple[int, ...]:
    """``3,1,4`` as numbers."""
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() for word in words):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of whole numbers such as 3,1,4")
    return tuple(map(int, words))
