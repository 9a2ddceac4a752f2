"""Lines that a reader found, as the regions and allowed lines that stand in a record."""

from __future__ import annotations

import numpy as np

from jobs.stages.allowed_text import AllowedLine
from jobs.stages.contract import Region
from jobs.stages.text_lines import Line


def region_of(line: Line, number: int, width: int, height: int, *, source: str = "ocr") -> Region:
    """The region of a line to be masked, kept inside a picture of this size."""
    return Region(
        id=number,
        source=source,
        polygon=outline_within(line, width, height),
        text=line.text,
        detection_confidence=round(line.detection, 4),
        recognition_confidence=round(line.recognition, 4),
    )


def allowed_line(line: Line, entry: str, width: int, height: int) -> AllowedLine:
    """What is written down of a line that may stay."""
    return AllowedLine(
        text=line.text,
        entry=entry,
        polygon=outline_within(line, width, height),
        detection_confidence=round(line.detection, 4),
        recognition_confidence=round(line.recognition, 4),
    )


def outline_within(line: Line, width: int, height: int) -> tuple[tuple[float, float], ...]:
    """A line's outline, kept inside a picture of this size, to a hundredth of a pixel."""
    polygon = np.clip(line.polygon, 0, (width - 1, height - 1))
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in polygon)
