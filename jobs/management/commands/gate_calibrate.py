"""Set the gate's thresholds: spoil clean pictures, see what each check says, choose, report."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.calibration.defect import Defect
from jobs.calibration.defects.registry import DEFECTS
from jobs.calibration.evaluate import chosen_thresholds, evaluated
from jobs.calibration.kept import unchanged
from jobs.calibration.measuring import measure
from jobs.calibration.output import (
    PAGE,
    PROFILES,
    SCORES,
    with_examples,
    write_profiles,
    write_report,
)
from jobs.calibration.pictures import TooFewPictures, parts
from jobs.calibration.report import CalibrationReport, DefectReport
from jobs.calibration.scores import CalibrationError, ScoreFile
from jobs.calibration.view import percent
from jobs.management.commands.bench import photos_in
from jobs.stages.contract import Context
from jobs.stages.gate.profiles import DEFAULT, SHIPPED, shipped
from jobs.stages.gate.registry import CHECKS
from jobs.weights import process_weights

BAD_INPUT, STOPPED = 2, 130


class Command(BaseCommand):
    """``manage.py gate_calibrate --photos FOLDER --out FOLDER``."""

    help = (
        "Put each defect at graded strengths into clean photographs, ask the checks, and set "
        "thresholds for a rate of false positives on one half of the photos; the other half only "
        "judges. Writes report.json, report.html (curves, confusion, examples), scores.jsonl and "
        "a profile a strictness; a run that was stopped goes on from scores.jsonl. "
        "Exit code: 0 done, 2 something given cannot be used."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--photos", type=Path, help="folder of clean photos; scikit-image's when not given"
        )
        parser.add_argument("--count", type=_even, default=300, help="pictures, both halves")
        parser.add_argument(
            "--rate",
            "--false-positives",
            type=_share,
            default=0.03,
            help="false positives to aim at, 0 to 0.5",
        )
        parser.add_argument("--out", type=Path, required=True, help="folder to write to")
        parser.add_argument(
            "--only",
            "--checks",
            nargs="*",
            metavar="CHECK",
            help="calibrate these; others keep thresholds",
        )
        parser.add_argument(
            "--confusion",
            type=int,
            default=40,
            help="pictures on which each check is asked about each defect",
        )
        parser.add_argument(
            "--processes",
            type=int,
            choices=range(1, 65),
            default=1,
            metavar="N",
            help="pictures that are measured at once, each in a process with one thread",
        )
        parser.add_argument(
            "--judge", action="store_true", help="judge the thresholds in force; choose none"
        )
        parser.add_argument(
            "--kept",
            type=Path,
            metavar="REPORT",
            help="report.json of an earlier run on the same pictures: classes whose check has its "
            "version and thresholds still are taken from it (with --judge)",
        )
        parser.add_argument(
            "--profiles", type=int, help="version of the profiles; one more than ships"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Calibrate, say how each class does, and exit with the code that the help promises."""
        try:
            with photos_in(options["photos"]) as photos:
                report = self._calibrated(photos, options)
        except (TooFewPictures, CalibrationError) as error:
            self.stderr.write(f"gate_calibrate: {error}")
            sys.exit(BAD_INPUT)
        except OSError as error:
            self.stderr.write(f"gate_calibrate: {error.filename}: {error.strerror or error}")
            sys.exit(BAD_INPUT)
        except KeyboardInterrupt:
            self.stderr.write("Stopped: what was measured is kept; the same command goes on.")
            sys.exit(STOPPED)
        self._say(report)
        self.stdout.write(f"{options['out'] / PAGE}: curves, confusion and examples.")
        if not options["judge"]:
            self.stdout.write(f"{options['out'] / PROFILES}: try them with gate --profile FILE.")

    def _calibrated(self, photos: Path, options: dict[str, Any]) -> CalibrationReport:
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        defects = _chosen(options["only"])
        asked = CHECKS if not options["only"] else {d.check: CHECKS[d.check] for d in defects}
        context = Context(weights=process_weights())
        in_force = {
            name: {profile: shipped(profile).thresholds[name] for profile in SHIPPED}
            for name in CHECKS
        }
        kept = _kept(options, photos, defects, in_force)
        scores = measure(
            parts(photos, options["count"]),
            defects,
            asked,
            context,
            ScoreFile(out / SCORES),
            confused=options["confusion"],
            told=self._teller(),
            processes=options["processes"],
            kept=kept,
        )
        version = SHIPPED[DEFAULT]
        if not options["judge"]:
            in_force |= chosen_thresholds(scores, defects, options["rate"])
            version = options["profiles"] or version + 1
            write_profiles(in_force, version, out)
        report = evaluated(
            scores,
            defects,
            asked,
            in_force,
            version=version,
            photos=photos.name,
            rate=options["rate"],
            chosen=not options["judge"],
            kept=kept,
        )
        report = with_examples(report, defects, CHECKS, out, context)
        write_report(report, out)
        return report

    def _teller(self) -> Callable[[int, int], None]:
        began = time.perf_counter()

        def tell(done: int, of: int) -> None:
            if done % 10 == 0 or done == of:
                seconds = time.perf_counter() - began
                self.stdout.write(f"{done} of {of} pictures, {seconds:.0f} s")
                self.stdout.flush()

        return tell

    def _say(self, report: CalibrationReport) -> None:
        for one in report.defects:
            recall, wrong = one.recall(DEFAULT), one.false_positives
            kept = "kept" if one.holds(DEFAULT) else "MISSED"
            self.stdout.write(
                f"{one.title} ({one.check}): at {one.visible:g} {one.unit} "
                f"{percent(recall.share)} found, "
                + ", ".join(
                    f"{percent(wrong[half][DEFAULT].share)} false alarms {half.value}"
                    for half in wrong
                )
                + f", threshold {one.thresholds[DEFAULT]:g} {one.score_unit}: promise {kept}"
            )
        for row in report.confusion[:1]:
            self.stdout.write(f"Clean pictures that any check fails: {percent(row.blocked.share)}")


def _chosen(only: Sequence[str] | None) -> list[Defect]:
    for name in only or ():
        if name not in CHECKS:
            raise CalibrationError(
                f"--only {name}: there is no such check; choose from {', '.join(CHECKS)}."
            )
    return [one for one in DEFECTS.values() if not only or one.check in only]


def _kept(
    options: dict[str, Any],
    photos: Path,
    defects: Sequence[Defect],
    thresholds: Mapping[str, Mapping[str, float]],
) -> dict[str, DefectReport]:
    """Classes that need no measuring again."""
    if options["kept"] is None:
        return {}
    if not options["judge"]:
        raise CalibrationError("--kept: thresholds are chosen from scores; give --judge too.")
    return unchanged(
        options["kept"],
        photos=photos.name,
        pictures=options["count"],
        defects=defects,
        checks=CHECKS,
        thresholds=thresholds,
    )


def _even(text: str) -> int:
    value = int(text)
    if value < 4 or value % 2:
        raise argparse.ArgumentTypeError(f"{text}: expected an even number of at least 4")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 0.5:
        raise argparse.ArgumentTypeError(f"{text}: expected a number above 0, up to 0.5")
    return value
