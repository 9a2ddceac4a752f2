"""The stage ``gate``: in a pipe, or over files with a line of JSON a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from jobs.gate_lines import Asked, GateLine, lines
from jobs.local_marks import marks_from
from jobs.local_options import file_or_object, intake_limits, run_context
from jobs.local_pictures import fetch_from
from jobs.local_run import InputError
from jobs.local_target import target_from
from jobs.param_options import read_params
from jobs.stage_command import BAD_INPUT, GATE_FAILED, StageCommand, leave
from jobs.stages.contract import Params, StageError
from jobs.stages.gate.profiles import SHIPPED, ProfileError, read_profile
from jobs.stages.gate.subject import GateParams
from jobs.stages.target_profile import TARGET

ONLY_JSON = ("original", "evidence")


class Command(StageCommand):
    """``manage.py gate``."""

    stage_name = "gate"
    takes_marks = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare, besides what every stage takes, the options of ``--json``."""
        super().add_arguments(parser)
        parser.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            help="judge --source, a picture or a folder, and print a line of JSON a picture: "
            "source, verdict, profile, checks. Exit code: 0 all passed, 3 one failed or could "
            "not be read",
        )
        parser.add_argument(
            "--original",
            type=file_or_object,
            help="with --json: the picture that --source was made from, at its own size",
        )
        parser.add_argument(
            "--evidence", type=Path, help="with --json: a folder for the checks' heat maps"
        )

    def params(self, options: dict[str, Any]) -> Params:
        """The stage's params; a profile may be a file."""
        given = options["profile"]
        if given is None or given in SHIPPED or not Path(given).is_file():
            return read_params(self.stage, options)
        try:
            profile = read_profile(Path(given))
        except ProfileError as error:
            raise InputError(f"--profile {error}") from None
        params = read_params(self.stage, {**options, "profile": None})
        return params.model_copy(update={"profile": profile})

    def handle(self, *args: Any, **options: Any) -> None:
        """Run in a pipe, or print lines; exit with the code that the help promises."""
        if not options["as_json"]:
            for name in ONLY_JSON:
                if options[name] is not None:
                    self.stderr.write(f"gate: --{name} belongs to --json.")
                    leave(BAD_INPUT)
            super().handle(*args, **options)
            return
        try:
            failed = self.judge(options)
        except (InputError, StageError) as error:
            self.stderr.write(f"gate: {error}")
            leave(BAD_INPUT)
        except BrokenPipeError:
            self.closed_pipe()
        leave(GATE_FAILED if failed else 0)

    def judge(self, options: dict[str, Any]) -> int:
        """Print a line a picture; returns how many failed."""
        if options["source"] is None:
            raise InputError("--json judges files: name one, or a folder, with --source.")
        if options["out"] is not None:
            raise InputError("--json prints its report: leave --out away.")
        limits = intake_limits()
        marks = marks_from(options["mark_files"], limits)
        target = target_from(options[TARGET], limits)
        params = marks.filled(self.params({**options, TARGET: target.target or None}))
        assert isinstance(params, GateParams)
        asked = Asked(options["source"], options["original"], options["mask"], options["evidence"])
        context = run_context(options, fetch_from(marks.pictures, target.pictures))
        return sum(self.say(line) for line in lines(asked, params, context, limits))

    def say(self, line: GateLine) -> bool:
        """Print at once: whoever reads may act before the next picture is looked at."""
        self.stdout.write(line.model_dump_json())
        self.stdout.flush()
        return line.verdict == "fail"
