"""A management command that runs one stage, reading and writing envelopes on standard streams."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from jobs import envelope as envelopes
from jobs import pipe
from jobs.envelope import Envelope
from jobs.local_marks import add_mark_option, marks_from
from jobs.local_options import add_run_options, file_or_object, intake_limits
from jobs.local_pictures import fetch_from
from jobs.local_run import Given, InputError, failed_checks, read_frame
from jobs.local_target import target_from
from jobs.param_options import add_params, read_params
from jobs.stage_registry import known_stages
from jobs.stages.contract import Context, Params, Stage, StageError
from jobs.stages.gate.report import GateReport
from jobs.stages.gate.timed import left_behind
from jobs.stages.target_profile import TARGET
from jobs.weights import process_weights

BAD_INPUT, GATE_FAILED = 2, 3


class StageCommand(BaseCommand):
    """``manage.py STAGE``: standard input is an envelope unless ``--source`` begins one."""

    stage_name: str
    takes_marks = False
    requires_system_checks = []

    @property
    def stage(self) -> Stage[Any]:
        """The stage that the command is named after."""
        return known_stages()[self.stage_name]

    @property
    def help(self) -> str:  # type: ignore[override]
        """What the stage does, and how its command is used."""
        return (
            f"{self.stage.summary} Reads an envelope from standard input, or begins one with "
            "--source; writes one to standard output, or the picture with --out. "
            "Exit code: 0 done, 2 something given cannot be used, 3 the gate refused the picture."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the pipe's options and the stage's."""
        parser.add_argument(
            "--source",
            type=file_or_object,
            help="begin a pipe with this picture: a file, or s3://BUCKET/KEY",
        )
        parser.add_argument(
            "--mask", type=file_or_object, help="with --source: a mask, white inside"
        )
        parser.add_argument(
            "--out", type=Path, help="end the pipe: a .png; mask, record and report go beside it"
        )
        add_run_options(parser)
        if self.takes_marks:
            add_mark_option(parser)
        add_params(parser, self.stage)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the stage and exit with the code that the help promises."""
        try:
            report = self.run_stage(options)
        except (InputError, StageError) as error:
            for line in str(error).splitlines():
                self.stderr.write(f"{self.stage_name}: {line}")
            leave(BAD_INPUT)
        except BrokenPipeError:
            self.closed_pipe()
        if report is not None and report.verdict == "fail":
            self.stderr.write(f"{self.stage_name}: failed: {failed_checks(report)}")
            leave(GATE_FAILED)

    def closed_pipe(self) -> NoReturn:
        """Say that nobody reads any more, and end."""
        # Python would complain once more when it flushes the closed stream at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self.stderr.write(f"{self.stage_name}: the command after this one ended early.")
        leave(BAD_INPUT)

    def params(self, options: dict[str, Any]) -> Params:
        """The stage's params as they were typed."""
        return read_params(self.stage, options)

    def run_stage(self, options: dict[str, Any]) -> GateReport | None:
        """Open, run, hand on; returns the gate's report where the stage is the gate."""
        out: Path | None = options["out"]
        marks = marks_from(options.get("mark_files", ()), intake_limits())
        target = target_from(options.get(TARGET), intake_limits())
        params = marks.filled(self.params({**options, TARGET: target.target or None}))
        self.check_streams(options["source"], options["mask"], out)
        opened = self.opened(options)
        context = Context(
            weights=process_weights(),
            seed=opened.head.seed,
            deterministic=opened.head.deterministic,
            fetch=fetch_from(marks.pictures, target.pictures),
        )
        done = pipe.advance(opened, self.stage, params, context)
        if out is not None:
            pipe.finish(done, out)
        else:
            envelopes.write(done, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        if self.stage.details is not GateReport:
            return None
        return GateReport.model_validate(done.records[-1].details)

    def check_streams(self, source: Given | None, mask: Given | None, out: Path | None) -> None:
        """Refuse, before any work, what could not be read or written."""
        if source is None and mask is not None:
            raise InputError("--mask belongs to --source: give both at the beginning of the pipe.")
        if source is None and sys.stdin.isatty():
            raise InputError(envelopes.NOTHING_CAME)
        if out is not None and out.suffix.lower() != ".png":
            raise InputError(f"--out {out}: the picture is written as PNG; name it so.")
        if out is None and sys.stdout.isatty():
            raise InputError(
                "an envelope is not for a terminal: pipe it into the next command, "
                "or end the pipe with --out FILE.png."
            )

    def opened(self, options: dict[str, Any]) -> Envelope:
        """The envelope that came in, or a new one around the source."""
        source: Given | None = options["source"]
        if source is None:
            came = envelopes.read(sys.stdin.buffer)
            return pipe.with_run_options(came, options["seed"], options["deterministic"])
        try:
            frame = read_frame(source, options["mask"], intake_limits())
        except StageError as error:
            raise InputError(f"--source {source}: {error}") from None
        deterministic = options["deterministic"]
        return pipe.begin(
            frame,
            label=source.name if isinstance(source, Path) else str(source),
            seed=options["seed"] or 0,
            deterministic=True if deterministic is None else deterministic,
        )


def leave(code: int) -> NoReturn:
    """End with a code; at once where a check that never answered is still busy.

    Such a thread could end in the middle of the interpreter's own end, and change the code.
    """
    if left_behind():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
