"""Run a recipe over files, without queue or database."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.local_marks import add_mark_option, marks_from
from jobs.local_options import add_run_options, intake_limits, run_context
from jobs.local_pictures import fetch_from
from jobs.local_run import (
    InputError,
    exit_code,
    folders_for,
    recipe_from,
    run_files,
    sources_in,
    summary,
)
from jobs.local_target import add_target_option, target_from
from jobs.recipe_text import with_defaults
from jobs.recipes import Recipe
from jobs.stages.find_marks import MARKS
from jobs.stages.gate.report import GateReport
from jobs.stages.target_profile import TARGET


def aimed(recipe: Recipe, target: str) -> Recipe:
    """The recipe with a target, which the gate then holds the result against.

    Raises InputError when no step brings it about: the gate would ask for what nobody did.
    """
    steps = [step for step in recipe.steps if step.stage.details is not GateReport]
    if target and not any(hasattr(step.params, TARGET) for step in steps):
        raise InputError(
            f"--target: no step of {recipe.name} aligns colour and contrast; add one of enhance, "
            "or leave --target out."
        )
    return with_defaults(recipe, TARGET, target) if target else recipe


class Command(BaseCommand):
    """``manage.py run_recipe NAME_OR_FILE --source FILE_OR_FOLDER --out FOLDER``."""

    help = (
        "Run a recipe over a picture or a folder of pictures. Each gives OUT/<stem>/proof.png, "
        "mask.png (255 where pixels were replaced), record.json and gate.json. "
        "Exit code: 0 all passed, 3 some failed the gate, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("recipe", help="a shipped recipe's name, or a YAML file")
        parser.add_argument("--source", required=True, type=Path, help="a picture, or a folder")
        parser.add_argument("--out", required=True, type=Path, help="folder to write to")
        parser.add_argument("--mask", type=Path, help="a drawn mask, white inside (one picture)")
        add_run_options(parser)
        add_mark_option(parser)
        add_target_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, say a line a picture, and exit with the code that the help promises."""
        source, mask = options["source"], options["mask"]
        try:
            if mask is not None and source.is_dir():
                raise InputError("--mask belongs to one picture: give --source a file.")
            recipe = recipe_from(options["recipe"], mask_given=mask is not None)
            if recipe.needs_drawn_mask and mask is None:
                raise InputError(f"{recipe.name} begins with a mask: give one with --mask FILE.")
            folders = folders_for(sources_in(source), options["out"])
            marks = marks_from(options["mark_files"], intake_limits())
            target = target_from(options["target"], intake_limits())
            recipe = with_defaults(recipe, MARKS, marks.references)
            recipe = aimed(recipe, target.target)
            context = run_context(options, fetch_from(marks.pictures, target.pictures))
        except InputError as error:
            self.stderr.write(str(error))
            sys.exit(2)
        outcomes = []
        began = time.perf_counter()
        for outcome in run_files(recipe, folders, context, intake_limits(), mask):
            outcomes.append(outcome)
            stream = self.stderr if outcome.error else self.stdout
            stream.write(summary(outcome, time.perf_counter() - began))
            began = time.perf_counter()
        sys.exit(exit_code(outcomes))
