"""What a calibration leaves in its folder: the report, its page, profiles, examples."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.template.loader import render_to_string

from jobs.calibration.defect import Defect
from jobs.calibration.examples import Examples
from jobs.calibration.report import CalibrationReport
from jobs.calibration.view import view_of
from jobs.stages.contract import Context
from jobs.stages.gate.check import Check
from jobs.stages.gate.profiles import DEFAULT, SHIPPED, Profile

REPORT, PAGE, SCORES, EXAMPLES, PROFILES = (
    "report.json", "report.html", "scores.jsonl", "examples", "profiles",
)  # fmt: skip


def with_examples(
    report: CalibrationReport,
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    folder: Path,
    context: Context,
) -> CalibrationReport:
    """The report with a picture of each defect, written into the folder."""
    examples = Examples(folder / EXAMPLES)
    shown = []
    for one, defect in zip(report.defects, defects, strict=True):
        made = examples.write(defect, checks[defect.check], one.thresholds[DEFAULT], context)
        shown.append(one.model_copy(update={"example": made}))
    return report.model_copy(update={"defects": tuple(shown)})


def write_report(report: CalibrationReport, folder: Path) -> None:
    """The report as data and as a page that opens from its file."""
    (folder / REPORT).write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    page = render_to_string(
        "calibration/report.html", {"view": view_of(report), "folder": f"{EXAMPLES}/"}
    )
    (folder / PAGE).write_text(page, encoding="utf-8")


def write_profiles(
    thresholds: Mapping[str, Mapping[str, float]], version: int, folder: Path
) -> list[Path]:
    """A file for each profile, named as the gate's own are."""
    (folder / PROFILES).mkdir(exist_ok=True)
    written = []
    for name in SHIPPED:
        values = {check: found[name] for check, found in thresholds.items()}
        profile = Profile(name=name, version=version, thresholds=values)
        path = folder / PROFILES / f"{name}.{version}.json"
        path.write_text(json.dumps(profile.model_dump(), indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written
