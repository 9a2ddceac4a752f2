"""Every defect that the gate is calibrated with, in one literal dict."""

from __future__ import annotations

from jobs.calibration.defect import Defect
from jobs.calibration.defects import compression, copies, drift, grain, marks, off_target

DEFECTS: dict[str, Defect] = {
    "grain": grain.DEFECT,
    "jpeg": compression.DEFECT,
    "mark": marks.DEFECT,
    "copy": copies.DEFECT,
    "other_content": drift.OTHER_CONTENT,
    "off_target": off_target.DEFECT,
}
