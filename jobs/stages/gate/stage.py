"""The stage ``gate``: runs every check on the proof, and passes it only when all of them do."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from pydantic import Field

from jobs.stages import text_reader
from jobs.stages.allowed_text import AllowedTexts
from jobs.stages.contract import (
    Cancelled,
    Context,
    Frame,
    Params,
    Pin,
    Plane,
    Queue,
    Result,
    Stage,
    TimedOut,
)
from jobs.stages.gate.check import Check, Subject
from jobs.stages.gate.profiles import THRESHOLDS
from jobs.stages.gate.profiles import VERSION as PROFILES_VERSION
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.report import CheckResult, GateReport, ProfileName
from jobs.stages.pinning import NUMPY, OPENCV
from jobs.stages.regions import replaced
from jobs.stages.weights import Weights


class GateParams(Params):
    """How strict to be."""

    profile: ProfileName = Field(
        default="standard", description="which thresholds apply: lenient, standard or strict"
    )
    allowed_text: AllowedTexts = Field(
        default=(), description="text that may be read: lines that say it are no finding"
    )


def run(frame: Frame, params: GateParams, context: Context) -> Result:
    """Report on the picture; nothing is changed. Heat maps are evidence, named by their check."""
    mask = None if frame.mask is None else replaced(frame.mask)
    subject = Subject(frame.picture, frame.source, mask, frame.regions, params.allowed_text)
    results, heat = [], {}
    for index, check in enumerate(CHECKS.values()):
        context.progress(index / len(CHECKS), check.title.lower())
        result, shown = apply_check(check, subject, params.profile, context)
        results.append(result)
        if shown is not None:
            heat[check.name] = shown
    verdict = "pass" if all(result.verdict == "pass" for result in results) else "fail"
    context.progress(1, verdict)
    report = GateReport(verdict=verdict, profile=params.profile, checks=tuple(results))
    return Result(frame, report, heat)


def apply_check(
    check: Check, subject: Subject, profile: ProfileName, context: Context
) -> tuple[CheckResult, Plane | None]:
    """One check's result and heat map; a check that breaks has failed, and says why."""
    threshold = THRESHOLDS[check.name][profile]
    try:
        measured = check.measure(subject, threshold, context)
        if not np.isfinite(measured.score):
            raise ArithmeticError(f"the score is {measured.score}, not a number to compare")
    except (Cancelled, TimedOut):
        raise
    # Whatever breaks a check must block the proof and not the report of the other checks.
    except Exception as error:
        words = " ".join(str(error).split())[:500]
        return _result(check, threshold, error=f"{type(error).__name__}: {words}"), None
    heat = measured.heat
    if heat is not None and heat.shape != subject.grey.shape:
        heat = cv2.resize(heat, subject.proof.size, interpolation=cv2.INTER_LINEAR)
    result = _result(check, threshold, score=round(measured.score, 3))
    return result.model_copy(update={"findings": measured.findings, "note": measured.note}), heat


def _result(check: Check, threshold: float, score: float = 0.0, error: str = "") -> CheckResult:
    return CheckResult(
        name=check.name,
        version=check.version,
        title=check.title,
        score=score,
        unit=check.unit,
        threshold=threshold,
        verdict="fail" if error or score > threshold else "pass",
        error=error,
    )


def pins(params: GateParams, weights: Weights) -> Sequence[Pin]:
    """Name each check and the table of thresholds by version, and what reads text."""
    return (
        *text_reader.pins(),
        *(Pin(role="check", id=check.name, version=check.version) for check in CHECKS.values()),
        Pin(role="thresholds", id=params.profile, version=PROFILES_VERSION),
        OPENCV,
        NUMPY,
    )


STAGE = Stage(
    name="gate",
    version="2",
    title="Gate",
    summary="Checks the proof for residual text, seams, halos, noise and compression blocks;"
    " a check that fails or breaks blocks it.",
    queue=Queue.GATE,
    params=GateParams,
    details=GateReport,
    run=run,
    pins=pins,
)
