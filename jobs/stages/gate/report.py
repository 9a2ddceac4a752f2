"""What the gate says about a proof: a verdict, and each check's score and evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jobs.stages.contract import Details, Frozen

Verdict = Literal["pass", "fail"]
Evidence = Literal["boxes", "heat map"]


class Finding(Frozen):
    """One place on the proof that a person should look at."""

    box: tuple[int, int, int, int] = Field(description="x, y, width, height in the proof's pixels")
    score: float = Field(description="in the check's unit; larger is worse")
    note: str = Field(default="", description="what was found there")


class CheckResult(Frozen):
    """One check's answer; ``error`` is set when the check itself broke, which fails it."""

    name: str
    version: str
    title: str
    score: float = Field(description="the worst measured, in the check's unit; larger is worse")
    unit: str
    threshold: float = Field(description="the check fails above this score")
    verdict: Verdict
    findings: tuple[Finding, ...] = Field(
        default=(), description="the worst first; at least one when the check failed by its score"
    )
    heat_map: bool = Field(
        default=False, description="whether the step's evidence holds one under the check's name"
    )
    note: str = Field(default="", description="what was seen and let pass, and why")
    skipped: str = Field(default="", description="why there was nothing for it to judge")
    error: str = Field(default="", description="why the check itself broke; it has failed then")


class GateReport(Details):
    """The gate's answer for one proof: pass only when every check passed."""

    verdict: Verdict = Field(description="pass when every check passed")
    profile: str = Field(description="name of the thresholds that were asked for")
    profile_version: int = Field(default=1, ge=1, description="version of those thresholds")
    profile_sha256: str = Field(default="", description="digest of those thresholds")
    checks: tuple[CheckResult, ...] = Field(
        description="each check's score, threshold, verdict and findings"
    )
