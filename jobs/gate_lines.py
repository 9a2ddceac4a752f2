"""The gate over files for other programs to read: one JSON object a picture, in JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Field

from jobs.local_run import Given, InputError, read_frame, sources_in
from jobs.stages.codec import encode_plane
from jobs.stages.contract import Context, Frame, Frozen, Plane, StageError
from jobs.stages.gate.report import CheckResult, Finding, GateReport, Verdict
from jobs.stages.gate.stage import run
from jobs.stages.gate.subject import GateParams
from jobs.stages.intake import Limits


class EvidenceLine(Frozen):
    """What a check shows for its score."""

    boxes: tuple[Finding, ...] = Field(
        description="places to look at, in the picture's pixels, the worst first"
    )
    heat_map: str | None = Field(description="file of the heat map; null without one")
    note: str = Field(description="what was seen and let pass, and why")
    skipped: str = Field(description="why there was nothing to judge")
    error: str = Field(description="why the check itself broke, which fails it")


class CheckLine(Frozen):
    """One check's answer."""

    name: str
    version: str
    score: float = Field(description="in the unit; larger is worse")
    unit: str
    threshold: float = Field(description="the check fails above it")
    verdict: Verdict
    evidence: EvidenceLine


class GateLine(Frozen):
    """What the gate says of one picture; ``error`` says why it could not look at it."""

    source: str
    verdict: Verdict
    profile: str
    profile_version: int
    checks: tuple[CheckLine, ...]
    error: str = ""


@dataclass(frozen=True)
class Asked:
    """What is to be judged, and against what."""

    source: Given
    original: Given | None
    mask: Given | None
    evidence: Path | None


def lines(asked: Asked, params: GateParams, context: Context, limits: Limits) -> Iterator[GateLine]:
    """A line for each picture; raises InputError, before the first, for what cannot be asked.

    A picture that cannot be read or compared has failed: what nobody saw must not be published.
    """
    sources = pictures_of(asked)
    if asked.evidence is not None:
        _made(asked.evidence)
    for source in sources:
        try:
            yield _judged(source, asked, params, context, limits)
        except (InputError, StageError) as error:
            yield GateLine(
                source=str(source),
                verdict="fail",
                profile=params.profile.name,
                profile_version=params.profile.version,
                checks=(),
                error=str(error),
            )


def pictures_of(asked: Asked) -> Sequence[Given]:
    """The pictures of a folder, or the one that was named; raises InputError."""
    if not isinstance(asked.source, Path):
        return [asked.source]
    found = sources_in(asked.source)
    if asked.source.is_dir():
        for option, given in {"--original": asked.original, "--mask": asked.mask}.items():
            if given is not None:
                raise InputError(f"{option} belongs to one picture, and --source is a folder.")
    return found


def _judged(
    source: Given, asked: Asked, params: GateParams, context: Context, limits: Limits
) -> GateLine:
    frame = read_frame(source, asked.mask, limits)
    if asked.original is not None:
        frame = _against(frame, asked.original, limits)
    result = run(frame, params, context)
    report = result.details
    assert isinstance(report, GateReport)
    files = _written(result.pictures, source, asked.evidence)
    return GateLine(
        source=str(source),
        verdict=report.verdict,
        profile=report.profile,
        profile_version=report.profile_version,
        checks=tuple(_check_line(check, files.get(check.name)) for check in report.checks),
    )


def _against(frame: Frame, original: Given, limits: Limits) -> Frame:
    try:
        return replace(frame, source=read_frame(original, None, limits).picture)
    except (InputError, StageError) as error:
        raise InputError(f"--original {original}: {error}") from None


def _check_line(check: CheckResult, heat_map: Path | None) -> CheckLine:
    return CheckLine(
        name=check.name,
        version=check.version,
        score=check.score,
        unit=check.unit,
        threshold=check.threshold,
        verdict=check.verdict,
        evidence=EvidenceLine(
            boxes=check.findings,
            heat_map=None if heat_map is None else str(heat_map),
            note=check.note,
            skipped=check.skipped,
            error=check.error,
        ),
    )


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--evidence {folder}: {error.strerror or error}.") from None


def _written(planes: dict[str, Plane], source: Given, folder: Path | None) -> dict[str, Path]:
    """Heat maps by check, named after the picture's whole file name."""
    if folder is None:
        return {}
    files = {name: folder / f"{source.name}.{name}.png" for name in planes}
    for name, file in files.items():
        try:
            file.write_bytes(encode_plane(planes[name]))
        except OSError as error:
            raise InputError(f"--evidence {file}: {error.strerror or error}.") from None
    return files
