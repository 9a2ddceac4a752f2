"""The calibration that the shipped profiles came from, as it lies in the repository."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jobs.calibration.output import EXAMPLES, REPORT
from jobs.calibration.report import CalibrationReport

FOLDER = Path(__file__).parent / "shipped"
MEDIA_TYPE = "image/webp"


@lru_cache(maxsize=1)
def report() -> CalibrationReport | None:
    """What was measured; None where the shipped thresholds were set by hand."""
    file = FOLDER / REPORT
    if not file.is_file():
        return None
    return CalibrationReport.model_validate_json(file.read_text(encoding="utf-8"))


def example(name: str) -> bytes | None:
    """An example's WebP bytes; None for any name that the report does not give."""
    found = report()
    shown = [one.example for one in found.defects if one.example] if found else []
    if name not in {file for one in shown for file in (one.sound, one.spoilt)}:
        return None
    return (FOLDER / EXAMPLES / name).read_bytes()
