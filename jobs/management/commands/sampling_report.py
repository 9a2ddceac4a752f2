"""Compare exploratory with deterministic sampling on a file of prompts, without queue."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.local_options import seed
from jobs.local_report import params_of, read_prompts, run_report
from jobs.local_run import InputError
from jobs.param_options import described, option
from jobs.recipe_params import expectation
from jobs.stages.contract import Context, Delivery, StageError
from jobs.stages.generator.params import LARGEST_SEED
from jobs.stages.sampling_report.stage import STAGE
from jobs.weights import process_weights

BAD_INPUT, STOPPED = 2, 130


class Command(BaseCommand):
    """``manage.py sampling_report --prompts FILE --count N --out DIR``."""

    help = (
        "Draw every prompt of a file in two ways from the same seeds, as exploring does and as a "
        "canonical render does, and compare how different the pictures are and how often text or "
        "a watermark can be read on them. Writes report.json, report.md, samples.csv, record.json, "
        "the charts as SVG and a contact sheet a prompt. "
        "Exit code: 0 done, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file, the folder, and an option for each of the stage's params."""
        parser.add_argument(
            "--prompts",
            dest="file",
            required=True,
            type=Path,
            help="a UTF-8 file with a prompt a line; # begins a comment",
        )
        parser.add_argument("--out", required=True, type=Path, help="folder to write to")
        parser.add_argument(
            "--seed", type=seed, default=0, help=f"0 to {LARGEST_SEED}; 0 when not given"
        )
        for name, field in STAGE.params.model_fields.items():
            if name != "prompts":
                parser.add_argument(
                    option(name),
                    dest=name,
                    metavar="VALUE",
                    help=described(field, expectation(STAGE.params, name)),
                )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say a line a prompt and what was found; exit with the code that the help promises."""
        try:
            params = params_of(read_prompts(options["file"]), options)
            context = Context(weights=process_weights(), seed=options["seed"])
            report = run_report(params, context, options["out"], self._teller(len(params.prompts)))
        except (InputError, StageError) as error:
            self.stderr.write(str(error))
            sys.exit(BAD_INPUT)
        except KeyboardInterrupt:
            self.stderr.write("Stopped: the sheets drawn so far are kept, and there is no report.")
            sys.exit(STOPPED)
        for sentence in (*report.novelty.findings, *report.failures.findings):
            self.stdout.write(sentence)
        self.stdout.write(f"{options['out']}: report.md and all it is made of.")

    def _teller(self, prompts: int) -> Any:
        began = time.perf_counter()
        told = 0

        def tell(delivery: Delivery) -> None:
            nonlocal told
            told += 1
            seconds = time.perf_counter() - began
            self.stdout.write(f"{told} of {prompts} prompts, {seconds:.0f} s")
            self.stdout.flush()

        return tell
