"""How one hole was filled: what the record and the page tell of it."""

from __future__ import annotations

from pydantic import Field

from jobs.stages.contract import Details
from jobs.stages.holes import Hole
from jobs.stages.router import Chosen, Verdict


class HoleReport(Details):
    """How one hole was filled, what was measured around it, and why so."""

    box: tuple[int, int, int, int] = Field(description="left, top, right, bottom, in pixels")
    strategy: Chosen = Field(description="what filled it")
    method: str = Field(
        description="smooth, edges or texture; spectrum, network or diffusion, for a model; "
        "sides, transfer or patches, where edges were continued as remove_object does"
    )
    area: int = Field(description="its pixels")
    thickness: float = Field(description="its largest width in pixels")
    edge_deviation: float = Field(description="of the colours just outside it, 0..255")
    texture: float = Field(description="deviation of the fine detail around it, 0..255")
    gradient: float = Field(description="slope around it, root mean square, levels a pixel")
    regimes: int = Field(description="areas of like colour and texture that touch it")
    strength: float = Field(description="strongest change between two of them, CIE76")
    expected_error: float = Field(description="of a patch fill, root mean square, in levels")
    complexity: float = Field(description="0 easy, 1 hard")
    reason: str = Field(description="why this strategy")
    expected_seconds: float | None = Field(
        description="predicted for this strategy; null where it cannot be foretold"
    )
    seconds: float = Field(description="that filling it took")


def report(
    hole: Hole, verdict: Verdict, *, method: str, seconds: float, expected: float | None
) -> HoleReport:
    """What is told of a hole that was filled by ``method`` in so many ``seconds``."""
    return HoleReport(
        box=hole.box,
        strategy=verdict.strategy,
        method=method,
        area=hole.area,
        thickness=round(hole.thickness, 2),
        edge_deviation=round(hole.around.edge_deviation, 2),
        texture=round(hole.around.texture, 2),
        gradient=round(hole.around.gradient, 2),
        regimes=hole.around.regimes,
        strength=round(hole.around.strength, 1),
        expected_error=round(verdict.expected_error, 2),
        complexity=round(verdict.complexity, 4),
        reason=verdict.reason,
        expected_seconds=None if expected is None else round(expected, 4),
        seconds=round(seconds, 4),
    )
