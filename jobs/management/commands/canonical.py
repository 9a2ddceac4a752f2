"""Render a sample canonically and run a recipe on it, without queue or database."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs import recipes
from jobs.local_options import intake_limits
from jobs.local_run import InputError, exit_code, run_once, summary, written
from jobs.local_sampling import NO_RECIPE, SOURCE, canonical_recipe, read_sample
from jobs.stages.contract import Context, StageError
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.generator.schedulers import SCHEDULERS
from jobs.weights import process_weights

OWN = ("hold", "hold_strength", "scheduler", "steps")


class Command(BaseCommand):
    """``manage.py canonical RECORD.json --out DIR``."""

    help = (
        "Render a sample of explore canonically: the same conditioning, alone, with a CPU "
        "generator and a sampler that adds no noise; then run a recipe on it. OUT gets "
        "source.png (the sample), proof.png, mask.png, record.json and gate.json. "
        "Exit code: 0 done, 3 the gate refused the proof, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        fields = CanonicalParams.model_fields
        calm = [name for name, entry in SCHEDULERS.items() if not entry.stochastic]
        parser.add_argument(
            "record", type=Path, metavar="RECORD", help="a sample's record, its picture beside it"
        )
        parser.add_argument("--out", required=True, type=Path, help="folder to write to")
        parser.add_argument(
            "--recipe",
            default=recipes.OFFERED[0],
            metavar="NAME_OR_FILE",
            help=f"what follows (default {recipes.OFFERED[0]}); '{NO_RECIPE}' for nothing",
        )
        parser.add_argument(
            "--hold",
            choices=("noise", "picture"),
            help=f"{fields['hold'].description} (what suits the exploration's sampler if left out)",
        )
        parser.add_argument(
            "--hold-strength", type=float, help=str(fields["hold_strength"].description)
        )
        parser.add_argument("--scheduler", metavar="NAME", help=f"one of {', '.join(calm)}")
        parser.add_argument("--steps", type=int, help="denoising steps; the exploration's if none")
        parser.add_argument("--verify", action="store_true", help=str(fields["verify"].description))

    def handle(self, *args: Any, **options: Any) -> None:
        """Render, run, write, say a line, and exit with the code that the help promises."""
        given = {name: options[name] for name in OWN if options[name] is not None}
        if options["verify"]:
            given["verify"] = True
        record, out = options["record"], options["out"]
        began = time.perf_counter()
        try:
            sample, frame, data = read_sample(record, intake_limits())
            recipe = canonical_recipe(sample, options["recipe"], given)
            context = Context(weights=process_weights(), seed=sample.sample.seed)
            run = run_once(recipe, frame, context, label=sample.sample.name)
            outcome = written(run, record.with_suffix(".png"), out)
            (out / SOURCE).write_bytes(data)
        except (InputError, StageError) as error:
            for line in str(error).splitlines():
                self.stderr.write(f"canonical: {line}")
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"canonical: --out {out}: {error.strerror or error}.")
            sys.exit(2)
        self.stdout.write(summary(outcome, time.perf_counter() - began))
        sys.exit(exit_code([outcome]))
