"""A picture of each defect before and after, on photographs that may be shown to anyone."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect
from jobs.calibration.report import Example
from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check
from jobs.stages.gate.report import Finding

LARGEST = 320
"""Longest side of an example, in pixels; what is enlarged in between is cut to its middle."""
_QUALITY = 88
_INK = (255, 96, 32)


class Examples:
    """Writes examples into a folder; the photographs are scikit-image's, which are CC0 or in the
    public domain."""

    def __init__(self, folder: Path) -> None:
        """Make the folder and cut the photographs, once."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.pictures = _free_pictures()

    def write(self, defect: Defect, check: Check, threshold: float, context: Context) -> Example:
        """The picture whose score is the median, so that no lucky one is shown."""
        scored = []
        for clean in self.pictures:
            spoilt = defect.spoilt(clean, defect.visible)
            scored.append((check.measure(spoilt, threshold, context), clean, spoilt))
        scored.sort(key=lambda one: one[0].score)
        measured, clean, spoilt = scored[len(scored) // 2]
        names = f"{defect.name}.sound.webp", f"{defect.name}.spoilt.webp"
        self._save(names[0], defect.sound(clean).proof.pixels)
        self._save(names[1], _drawn(spoilt.proof.pixels, measured.findings))
        return Example(
            picture=clean.name, sound=names[0], spoilt=names[1], score=round(measured.score, 3)
        )

    def _save(self, name: str, pixels: Pixels) -> None:
        height, width = pixels.shape[:2]
        top, left = max(0, (height - LARGEST) // 2), max(0, (width - LARGEST) // 2)
        middle = pixels[top : top + LARGEST, left : left + LARGEST]
        bgr = cv2.cvtColor(np.ascontiguousarray(middle), cv2.COLOR_RGB2BGR)
        data = cv2.imencode(".webp", bgr, (cv2.IMWRITE_WEBP_QUALITY, _QUALITY))[1]
        (self.folder / name).write_bytes(data.tobytes())


def _free_pictures() -> list[Clean]:
    import skimage.data

    coffee, cat = skimage.data.coffee(), skimage.data.chelsea()
    cut = {
        "coffee, left": coffee[60:360, :300],
        "coffee, right": coffee[60:360, 300:],
        "chelsea": cat[:, 80:380],
    }
    names = list(cut)
    pixels = {name: np.ascontiguousarray(part) for name, part in cut.items()}
    return [Clean(name, pixels[name], pixels[names[i - 1]]) for i, name in enumerate(names)]


def _drawn(pixels: Pixels, findings: tuple[Finding, ...]) -> Pixels:
    """The findings as boxes one pixel wide: what lies beneath must be seen."""
    shown = pixels.copy()
    height, width = shown.shape[:2]
    for finding in findings:
        x, y, w, h = finding.box
        if w * h < 0.9 * width * height:
            cv2.rectangle(shown, (x, y), (x + w - 1, y + h - 1), _INK, 1)
    return shown
