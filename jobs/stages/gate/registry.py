"""Every check of the gate, in one literal dict, in the order in which they are shown."""

from __future__ import annotations

from jobs.stages.gate import (
    banding,
    blockiness,
    blur,
    broken,
    clipped,
    composition,
    halo,
    near_duplicate,
    noise_level,
    noise_mismatch,
    overshoot,
    registered_mark,
    residual_text,
    seam,
    target_drift,
    tile_seam,
    washed_out,
    watermark,
)
from jobs.stages.gate.check import Check

CHECKS: dict[str, Check] = {
    "residual_text": residual_text.CHECK,
    "seam": seam.CHECK,
    "noise_mismatch": noise_mismatch.CHECK,
    "halo": halo.CHECK,
    "overshoot": overshoot.CHECK,
    "noise": noise_level.CHECK,
    "blockiness": blockiness.CHECK,
    "registered_mark": registered_mark.CHECK,
    "near_duplicate": near_duplicate.CHECK,
    "composition": composition.CHECK,
    "target_drift": target_drift.CHECK,
    "watermark": watermark.CHECK,
    "tile_seam": tile_seam.CHECK,
    "banding": banding.CHECK,
    "blur": blur.CHECK,
    "clipped": clipped.CHECK,
    "washed_out": washed_out.CHECK,
    "broken": broken.CHECK,
}
