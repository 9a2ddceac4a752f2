"""Decides for each hole what fills it, from what was measured around it, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from jobs.stages import starter_inpainter
from jobs.stages.holes import HEARD, Hole
from jobs.stages.patch_fill import THIN, choose

Asked = Literal["patch", "model", "hybrid"]
Chosen = Literal["patch", "model", "object"]

HARDEST = 40.0
"""Expected error of a patch fill, in levels, that counts as complexity 1."""
SECONDS = {"smooth": 6e-6, "edges": 9e-6, "texture": 30e-6}
"""Of each way of patching, for a pixel of the hole, on one core of a usual machine."""
SMALL = 1200
"""Pixels up to which a thin hole on rough ground is given to the model that ships: it errs a little
less in five of six of them, and a quarter of all holes' cost is what that may be."""
WIDE = 40.0
"""Width in pixels from which on a border that crosses a hole has to be continued through it.

Thinner holes err less interpolated: ten of lettering, 16 to 31 pixels wide, by 2.2 dB.
"""
STRONG = 15.0
"""CIE76 difference of two regimes from which on their border would be seen to break."""


@dataclass(frozen=True)
class Verdict:
    """What fills a hole; ``complexity`` 0..1, ``expected_error`` of a patch fill in levels.

    ``object`` is the engine of remove_object: edges continued, each side from its own regime.
    """

    strategy: Chosen
    complexity: float
    expected_error: float
    reason: str


def route(
    hole: Hole, asked: Asked, threshold: float, hint: str, *, configured: bool = False
) -> Verdict:
    """Choose for one hole: what was asked for, or by its complexity when that was ``hybrid``.

    A hint sends every hole with room for it to the model, since patches cannot hear it. A wide
    hole that a strong border crosses goes to ``object``. A thin one is patched where it is easy,
    large, or a diffusion model is ``configured``, which costs minutes: the model that ships errs
    by about a hundredth of a decibel less there, for five times the cost.
    """
    error = expected_error(hole)
    complexity = float(np.clip(error / HARDEST, 0, 1))
    measured = (
        f"complexity {complexity:.2f} (patches would err by {error:.1f} levels: "
        f"{hole.thickness:.0f} px wide, texture {hole.around.texture:.1f}, edge deviation "
        f"{hole.around.edge_deviation:.1f}, regimes {hole.around.regimes})"
    )
    if asked != "hybrid":
        return Verdict(asked, complexity, error, f"{asked} was asked for; {measured}")
    if hint.strip() and hole.thickness >= HEARD:
        return Verdict("model", complexity, error, f"patches cannot follow a hint; {measured}")
    if crosses(hole):
        strength = hole.around.strength
        reason = f"a border of strength {strength:.0f} has to be continued through it; {measured}"
        return Verdict("object", complexity, error, reason)
    strategy, why = _by_complexity(hole, complexity >= threshold, configured=configured)
    return Verdict(strategy, complexity, error, f"{why}; {measured}")


def _by_complexity(hole: Hole, hard: bool, *, configured: bool) -> tuple[Chosen, str]:
    """What fills a hole that no hint and no border decides, and why."""
    if not hard:
        return "patch", "within reach of patches"
    if hole.thickness > THIN:
        return "model", "wide and hard, it needs the model"
    if hole.area > SMALL or configured:
        return "patch", "too thin to gain by the model"
    return "model", "thin, and small enough for the model"


def crosses(hole: Hole) -> bool:
    """True where a strong border of two regimes crosses a hole too wide to interpolate."""
    around = hole.around
    return around.regimes >= 2 and around.strength >= STRONG and hole.thickness > WIDE


def expected_error(hole: Hole) -> float:
    """Root mean square error in levels that a patch fill of this hole is expected to make.

    A fit to 233 holes of drawn text on 100 photographs: the logarithms of what was measured
    explain 82 % of the error's, and two of three errors lie within a factor of 1.4.
    """
    around = hole.around
    return float(
        np.exp(
            -1.16
            + 0.22 * np.log1p(around.edge_deviation)
            + 0.76 * np.log1p(around.texture)
            + 0.08 * np.log1p(around.gradient)
            + 0.20 * np.log1p(around.regimes)
            + 0.27 * np.log(max(1.0, hole.thickness))
        )
    )


def expected_seconds(hole: Hole, strategy: Chosen, hint: str, *, configured: bool) -> float | None:
    """Seconds that filling is expected to take, on one core; twice or half of it is usual.

    None where it cannot be foretold: for a model that is ``configured``, and for ``object``.
    """
    match strategy:
        case "patch":
            return hole.area * SECONDS[choose(hole)]
        case "model" if not configured:
            way = starter_inpainter.method(hole.own, hint)
            return hole.area * starter_inpainter.SECONDS[way]
        case _:
            return None
