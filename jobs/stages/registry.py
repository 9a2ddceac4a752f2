"""Every stage that a recipe may name, in one literal dict."""

from __future__ import annotations

from typing import Any

from jobs.stages import (
    denoise,
    dilate,
    enhance,
    find_marks,
    find_text,
    inpaint,
    look_again,
    reencode,
    remove_halos,
    remove_object,
    take_mask,
    unblend,
    upscale,
)
from jobs.stages.contract import Stage
from jobs.stages.gate import stage as gate
from jobs.stages.generator import canonical, explore
from jobs.stages.sampling_report import stage as sampling_report

STAGES: dict[str, Stage[Any]] = {
    "explore": explore.STAGE,
    "canonical": canonical.STAGE,
    "apply_mask": find_text.STAGE,
    "adjust_dilation": dilate.STAGE,
    "find_marks": find_marks.STAGE,
    "unblend": unblend.STAGE,
    "take_mask": take_mask.STAGE,
    "inpaint": inpaint.STAGE,
    "remove_object": remove_object.STAGE,
    "look_again": look_again.STAGE,
    "denoise": denoise.STAGE,
    "upscale": upscale.STAGE,
    "remove_halos": remove_halos.STAGE,
    "enhance": enhance.STAGE,
    "reencode": reencode.STAGE,
    "gate": gate.STAGE,
    "compare_sampling": sampling_report.STAGE,
}
