"""Run a recipe over files, without queue or database."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.local_marks import add_mark_option, marks_from
from jobs.local_options import add_run_options, intake_limits, run_context
from jobs.local_run import (
    InputError,
    exit_code,
    folders_for,
    recipe_from,
    run_files,
    sources_in,
    summary,
)
from jobs.recipe_text import with_defaults
from jobs.stages.find_marks import MARKS


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
            recipe = with_defaults(recipe, MARKS, marks.references)
            context = replace(run_context(options), fetch=marks.fetch)
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
