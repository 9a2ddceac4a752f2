"""A sampling report from a file of prompts to a folder, in this process, without the queue."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jobs.canvas import canvas_picture
from jobs.local_record import LocalRun, indented
from jobs.local_run import InputError, run_once
from jobs.param_options import named, read_params
from jobs.recipes import RecipeError
from jobs.sampling_reports import TITLE, recipe_of
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Context, Delivery, Frame
from jobs.stages.sampling_report.charts import charts
from jobs.stages.sampling_report.markdown import markdown
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.prompts import PromptsError, prompts_in
from jobs.stages.sampling_report.report import SamplingReport
from jobs.stages.sampling_report.stage import STAGE

MAX_BYTES = 2**20
CANVAS = 64
"""Side of the flat picture that the run begins with; nothing of it reaches the report."""
REPORT, WORDS, SAMPLES, RECORD = "report.json", "report.md", "samples.csv", "record.json"
OVERVIEW = "overview.png"
COLUMNS = (
    "prompt_number", "prompt", "arm", "index", "seed", "phash", "pixels_sha256", "confidence",
    "failed", "read",
)  # fmt: skip


def read_prompts(path: Path) -> tuple[str, ...]:
    """The prompts of a file, one a line; raises InputError naming the file and the line."""
    try:
        return prompts_in(_text(path))
    except PromptsError as error:
        raise InputError(f"--prompts {path}: {error}.") from None


def params_of(prompts: tuple[str, ...], options: Mapping[str, Any]) -> CompareSamplingParams:
    """The stage's params from what was typed; raises InputError naming each fault."""
    typed = read_params(STAGE, {**options, "prompts": None})
    try:
        return CompareSamplingParams.model_validate({**typed.model_dump(), "prompts": prompts})
    except ValidationError as error:
        faults = (f"--{name}: {words}" if name else words for name, words in named(error))
        raise InputError("\n".join(faults)) from None


def run_report(
    params: CompareSamplingParams, context: Context, out: Path, told: Callable[[Delivery], None]
) -> SamplingReport:
    """Draw, compare and write everything to ``out``; each sheet as soon as it is there.

    Raises InputError where the folder or the checkpoint will not do, and what the stage raises.
    """
    try:
        recipe = recipe_of(params)
    except RecipeError as error:
        raise InputError("\n".join(problem.message for problem in error.problems)) from None
    _cleared(out)

    def deliver(delivery: Delivery) -> None:
        _write(out / f"{delivery.name}.png", encode_picture(delivery.picture))
        told(delivery)

    grey = canvas_picture(CANVAS, CANVAS)
    receiving = replace(context, deliver=deliver)
    run = run_once(recipe, Frame(grey, grey), receiving, label=TITLE)
    report = SamplingReport.model_validate(run.steps[-1].details)
    _write_report(out, report, run)
    return report


def samples_csv(report: SamplingReport) -> str:
    """Every picture in one line, with its prompt."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.samples:
        values = row.model_dump(mode="json", include=set(COLUMNS))
        values |= {
            "prompt": report.prompts[row.prompt].prompt,
            "prompt_number": row.prompt + 1,
            "read": " ".join(row.read),
        }
        writer.writerow([values[column] for column in COLUMNS])
    return lines.getvalue()


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"--prompts {path}: there is no such file.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"--prompts {path}: {error.strerror or error}.") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"--prompts {path}: is larger than 1 MiB; prompts are lines of words.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"--prompts {path}, line {line}: is not UTF-8 text; save the file as UTF-8."
        ) from None


def _cleared(out: Path) -> None:
    """The folder, with nothing of an earlier report in it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        old = [out / name for name in (REPORT, WORDS, SAMPLES, RECORD, OVERVIEW)]
        for path in (*old, *out.glob("sheet.*.png"), *out.glob("*.svg")):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"--out {out}: {error.strerror or error}.") from None


def _write_report(out: Path, report: SamplingReport, run: LocalRun) -> None:
    _write(out / OVERVIEW, encode_picture(run.frame.picture))
    for chart in charts(report):
        _write(out / f"{chart.name}.svg", chart.standalone.encode())
    _write(out / SAMPLES, samples_csv(report).encode())
    _write(out / WORDS, markdown(report).encode())
    _write(out / RECORD, indented(run.record).encode())
    _write(out / REPORT, indented(report).encode())


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from None
