"""Detection curves as SVG: how many spoilt pictures each profile finds, by the defect's strength.

Profiles are told apart by dashes and by a letter at the line's end, not by colour alone. The
picture brings no style: the page and the report's file colour its classes.
"""

from __future__ import annotations

from html import escape

from jobs.calibration.pictures import Half
from jobs.calibration.report import PROMISED_RECALL, DefectReport
from jobs.stages.gate.profiles import SHIPPED
from jobs.stages.sampling_report.svg_marks import SOFT, line, words_at

WIDTH, HEIGHT = 380, 230
LEFT, RIGHT, TOP, BOTTOM = 44.0, 350.0, 14.0, 168.0
DASHES = {"lenient": "2 4", "standard": "", "strict": "7 4"}


def curve(report: DefectReport) -> str:
    """The curve of one class over the pictures that set no threshold."""
    strengths = [point.strength for point in report.points if point.half is Half.HELD_OUT]
    across = {
        strength: LEFT + 14 + index * (RIGHT - LEFT - 28) / max(1, len(strengths) - 1)
        for index, strength in enumerate(strengths)
    }
    name = f"curve-{report.name}"
    marks = [
        _visible(across[report.visible]),
        *_grid(across, report),
        *(_profile(report, profile, across) for profile in SHIPPED),
    ]
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(report.title)}, found by strength</title>'
        f'<desc id="{name}-text">{escape(_said(report))}</desc>{"".join(marks)}</svg>'
    )


def _said(report: DefectReport) -> str:
    found = ", ".join(
        f"{point.strength:g}: {100 * point.found['standard'].share:.0f} %"
        for point in report.points
        if point.half is Half.HELD_OUT
    )
    return f"Found with the profile standard, by {report.unit}: {found}."


def _visible(x: float) -> str:
    """The ground behind what a person sees."""
    return (
        f'<rect class="curve-visible" x="{x - 12:.1f}" y="{TOP}" '
        f'width="{RIGHT - x + 12:.1f}" height="{BOTTOM - TOP}"/>'
        + words_at((RIGHT - 4, BOTTOM - 12), "seen at 100 %", "end", SOFT)
    )


def _grid(across: dict[float, float], report: DefectReport) -> list[str]:
    marks = []
    for share in (0, 0.5, PROMISED_RECALL, 1):
        y = _down(share)
        tone = "chart-even" if share == PROMISED_RECALL else "chart-grid"
        marks.append(line((LEFT, y), (RIGHT, y), tone, 1))
        if share != 1:
            marks.append(words_at((LEFT - 6, y), f"{100 * share:.0f}", "end", SOFT))
    for strength, x in across.items():
        marks.append(line((x, BOTTOM), (x, BOTTOM + 5), "chart-grid", 1))
        marks.append(words_at((x, BOTTOM + 17), f"{strength:g}", "middle", SOFT))
    words = f"{report.unit}; % found"
    marks.append(words_at(((LEFT + RIGHT) / 2, BOTTOM + 42), words, "middle", SOFT))
    return marks


def _profile(report: DefectReport, profile: str, across: dict[float, float]) -> str:
    places = [
        (across[point.strength], _down(point.found[profile].share))
        for point in report.points
        if point.half is Half.HELD_OUT
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="curve-dot curve-{profile}" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'
        for x, y in places
    )
    dash = f' stroke-dasharray="{DASHES[profile]}"' if DASHES[profile] else ""
    return f'<polyline class="curve-line curve-{profile}"{dash} points="{path}"/>{dots}'


def _down(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)
