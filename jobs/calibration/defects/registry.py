"""Every defect that the gate is calibrated with, in one literal dict."""

from __future__ import annotations

from jobs.calibration.defect import Defect
from jobs.calibration.defects import (
    compression,
    copies,
    drift,
    fills,
    grain,
    lettering,
    marks,
    missing_parts,
    off_target,
    overlays,
    sharpening,
    softness,
    tiles,
    tones,
)

DEFECTS: dict[str, Defect] = {
    "offset_patch": fills.OFFSET_PATCH,
    "smear": fills.SMEAR,
    "smooth_in_grain": fills.SMOOTH_IN_GRAIN,
    "rims": sharpening.RIMS,
    "rims_alone": sharpening.RIMS_ALONE,
    "overshot": sharpening.OVERSHOT,
    "grain": grain.DEFECT,
    "jpeg": compression.DEFECT,
    "lettering": lettering.DEFECT,
    "overlay": overlays.DEFECT,
    "mark": marks.DEFECT,
    "copy": copies.DEFECT,
    "other_content": drift.OTHER_CONTENT,
    "off_target": off_target.DEFECT,
    "tiles": tiles.BESIDE_SOURCE,
    "tiles_alone": tiles.ALONE,
    "bands": tones.BANDED,
    "softness": softness.DEFECT,
    "overexposure": tones.CLIPPED,
    "veil": tones.VEILED,
    "cut_short": missing_parts.CUT_SHORT,
    "empty_block": missing_parts.EMPTY_BLOCK,
}
