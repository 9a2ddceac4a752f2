"""The stage ``gate``: runs every check on the proof, and passes it only when all of them do."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from jobs.stages import text_reader
from jobs.stages.contract import (
    Cancelled,
    Context,
    Frame,
    Pin,
    Plane,
    Queue,
    Result,
    Stage,
    TimedOut,
)
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.profiles import Profile
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.report import CheckResult, Finding, GateReport
from jobs.stages.gate.subject import GateParams, subject_of
from jobs.stages.gate.timed import within
from jobs.stages.pinning import NUMPY, OPENCV, library
from jobs.stages.weights import Weights


def run(frame: Frame, params: GateParams, context: Context) -> Result:
    """Report on the picture; nothing is changed. Heat maps are evidence, named by their check."""
    subject = subject_of(frame, params, context)
    results, heat = [], {}
    for index, check in enumerate(CHECKS.values()):
        context.progress(index / len(CHECKS), check.title.lower())
        result, shown = apply_check(check, subject, params.profile, context)
        results.append(result)
        if shown is not None:
            heat[check.name] = shown
    verdict = "pass" if all(result.verdict == "pass" for result in results) else "fail"
    context.progress(1, verdict)
    report = GateReport(
        verdict=verdict,
        profile=params.profile.name,
        profile_version=params.profile.version,
        profile_sha256=params.profile.sha256,
        checks=tuple(results),
    )
    return Result(frame, report, heat)


def apply_check(
    check: Check, subject: Subject, profile: Profile, context: Context
) -> tuple[CheckResult, Plane | None]:
    """One check's result and heat map.

    A check that breaks, runs out of time or has no threshold has failed, and says why.
    """
    threshold = profile.thresholds.get(check.name)
    if threshold is None:
        said = f"the profile {profile.title} sets no threshold for this check: choose a newer one"
        return _result(check, 0.0, error=said), None
    try:
        measured = within(
            check.limit(subject), lambda inner: check.measure(subject, threshold, inner), context
        )
        if not np.isfinite(measured.score):
            raise ArithmeticError(f"the score is {measured.score}, not a number to compare")
    except (Cancelled, TimedOut):
        raise
    # Whatever breaks a check must block the proof and not the report of the other checks.
    except Exception as error:
        words = " ".join(str(error).split())[:500]
        return _result(check, threshold, error=f"{type(error).__name__}: {words}"), None
    return _judged(check, subject, measured, threshold)


def _judged(
    check: Check, subject: Subject, measured: Measured, threshold: float
) -> tuple[CheckResult, Plane | None]:
    heat = measured.heat
    if heat is not None and heat.shape != subject.grey.shape:
        heat = cv2.resize(heat, subject.proof.size, interpolation=cv2.INTER_LINEAR)
    result = _result(check, threshold, score=round(measured.score, 3))
    findings = measured.findings
    if result.verdict == "fail" and not findings:
        # A person can only look at, and answer for, what is named.
        width, height = subject.proof.size
        whole = Finding(box=(0, 0, width, height), score=result.score, note="the whole picture")
        findings = (whole,)
    told = {
        "findings": findings,
        "heat_map": heat is not None,
        "note": measured.note,
        "skipped": measured.skipped,
    }
    return result.model_copy(update=told), heat


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
    """Name each check and the set of thresholds by version, and what reads text."""
    profile = params.profile
    checks = (Pin(role="check", id=check.name, version=check.version) for check in CHECKS.values())
    thresholds = Pin(
        role="thresholds", id=profile.name, version=str(profile.version), sha256=profile.sha256
    )
    # Spectra are SciPy's, and colours are told apart by scikit-image.
    libraries = OPENCV, NUMPY, library("scipy"), library("scikit-image")
    readers = *text_reader.pins(), *text_reader.second_pins()
    return tuple(dict.fromkeys((*readers, *checks, thresholds, *libraries)))


STAGE = Stage(
    name="gate",
    version="3",
    title="Gate",
    summary="Checks the proof for everything that must not be published, such as residual text, "
    "seams, halos and noise; a check that fails, breaks or runs out of time blocks it.",
    queue=Queue.GATE,
    params=GateParams,
    details=GateReport,
    run=run,
    pins=pins,
    timeout=1800,
)
