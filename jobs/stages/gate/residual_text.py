"""The check ``residual_text``: whatever can still be read, found by a pass of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from jobs.stages import text_reader
from jobs.stages.allowed_text import matching_entry
from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Box, Check, Measured, Subject
from jobs.stages.gate.report import Finding
from jobs.stages.text_lines import Corners, Line

LARGEST = 2_000_000
_CLIP, _TILES = 4.0, 4
"""How the contrast of a small source is raised once more, and stronger."""
_NEAR_WEIGHT = 1.25
"""Beside what was replaced a doubtful reading is likelier to be a remnant than chance."""


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: the surest reading's confidence, 0..1; every line above the threshold is a finding.

    Text that may stay counts for nothing; the note quotes it.

    The masks were made from the picture as it is. Here it is read twice: with its local contrast
    raised and at another size, and by a second pair of networks in the source's size, so that what
    one pass overlooked is not overlooked again. A small source is read by both pairs in both ways,
    and twice as large, since its letters have few pixels and little tells a faint one.
    """
    found: list[tuple[float, Finding]] = []
    let_pass: list[str] = []
    for lines, pixels, scale in readings(subject, context):
        mask = None if subject.mask is None else resize_mask(subject.mask, pixels)
        for line in lines:
            entry = matching_entry(line.text, subject.allowed_text)
            if entry is not None:
                let_pass.append(f"“{line.text}” as “{entry}”")
                continue
            near = mask is not None and _touches(line.polygon, mask)
            confidence = confidence_of(line, near)
            if confidence > 0:
                found.append((confidence, _finding(line, confidence, scale, near)))
    found.sort(key=lambda each: -each[0])
    return Measured(
        score=found[0][0] if found else 0.0,
        findings=_apart(tuple(finding for value, finding in found if value > threshold)),
        note=f"allowed here: {', '.join(dict.fromkeys(let_pass))}" if let_pass else "",
    )


def readings(subject: Subject, context: Context) -> Iterator[tuple[list[Line], Pixels, float]]:
    """Each pass's lines, with the pixels it read and their scale against the proof."""

    def stop(done: float) -> None:
        if done < 1:
            context.checkpoint()

    proof, small = subject.proof.pixels, _is_small(subject)
    first = text_reader.reader(context.weights)
    second = text_reader.second_reader(context.weights)
    scale, own = reading_scale(subject), second_scale(subject)
    raised, plain = raise_contrast(resize(proof, scale)), resize(proof, own)
    yield first.read(raised, scales=(1.0,), progress=stop), raised, scale
    scales = (1.0, 2.0) if small else (1.0,)
    yield second.read(plain, scales=scales, progress=stop), plain, own
    if small:
        yield second.read(raised, scales=(1.0,), progress=stop), raised, scale
        large = resize(proof, 2 * own)
        for pixels in (large, raise_contrast(large, _CLIP, _TILES)):
            yield first.read(pixels, scales=(1.0,), progress=stop), pixels, 2 * own


def second_scale(subject: Subject) -> float:
    """The source's own size, no larger than ``LARGEST``."""
    width, height = subject.proof.size
    own = 1 / max(1.0, subject.ratio[0])
    return own * min(1.0, math.sqrt(LARGEST / (width * height * own * own)))


def reading_scale(subject: Subject) -> float:
    """Small pictures are seen one and a half times as large, others at three quarters.

    The mask-maker looks at 1, 2 and 0.5 times the source.
    """
    wanted = 1.5 if _is_small(subject) else 0.75
    own = wanted / max(1.0, subject.ratio[0])
    pixels = subject.proof.size[0] * subject.proof.size[1] * own * own
    return own * min(1.0, math.sqrt(LARGEST / pixels))


def _is_small(subject: Subject) -> bool:
    return subject.source.size[0] * subject.source.size[1] <= text_reader.SMALL_PIXELS


def confidence_of(line: Line, near: bool) -> float:
    """How surely this is text: the detector and the recogniser together, 0 when nothing is read.

    A lone letter is what twigs and window bars are taken for; it counts only beside a mask.
    """
    letters = sum(character.isalnum() for character in line.text)
    if letters == 0 or (letters == 1 and not near):
        return 0.0
    together = math.sqrt(line.detection * line.recognition)
    return min(1.0, together * (_NEAR_WEIGHT if near else 1.0))


def raise_contrast(pixels: Pixels, clip: float = 2.0, tiles: int = 8) -> Pixels:
    """Local contrast of the luma (CLAHE), so that a faint remnant is seen like a clear one."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(clip, (tiles, tiles)).apply(lab[..., 0])
    raised: Pixels = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    return raised


def resize(pixels: Pixels, scale: float) -> Pixels:
    """The picture at ``scale``, at least 32 pixels a side, as the detector asks."""
    size = max(32, round(pixels.shape[1] * scale)), max(32, round(pixels.shape[0] * scale))
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    resized: Pixels = cv2.resize(pixels, size, interpolation=method)
    return resized


def resize_mask(mask: Plane, pixels: Pixels) -> Plane:
    """The mask at the size of ``pixels``, grown a little: a remnant lies just beside it."""
    size = pixels.shape[1], pixels.shape[0]
    grown = cv2.dilate(
        cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.ones((7, 7), np.uint8)
    )
    return np.where(grown > 0, np.uint8(1), np.uint8(0))


def _touches(polygon: Corners, mask: Plane) -> bool:
    """Whether a fifth of the line's outline is masked."""
    outline = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(outline, [np.rint(polygon).astype(np.int32)], 1)
    inside = int(np.count_nonzero(outline))
    return inside > 0 and int(np.count_nonzero(outline & mask)) / inside >= 0.2


def _apart(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The surest of those that lie on each other, as one line read in two passes does."""
    kept: list[Finding] = []
    for one in findings:
        if not any(_shared(one.box, other.box) > 0.5 for other in kept):
            kept.append(one)
    return tuple(kept)


def _shared(box: Box, other: Box) -> float:
    """How much of the smaller box lies in the other, as a share."""
    across = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    down = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    least = max(1, min(box[2] * box[3], other[2] * other[3]))
    return max(0, across) * max(0, down) / least


def _finding(line: Line, confidence: float, scale: float, near: bool) -> Finding:
    left, top = np.floor(line.polygon.min(axis=0) / scale).astype(int)
    right, bottom = np.ceil(line.polygon.max(axis=0) / scale).astype(int)
    place = "left beside what was replaced" if near else "in the picture"
    return Finding(
        box=(
            max(0, int(left)),
            max(0, int(top)),
            int(right - max(0, left)),
            int(bottom - max(0, top)),
        ),
        score=round(confidence, 3),
        note=f"“{line.text}”, {place}",
    )


CHECK = Check(
    name="residual_text",
    version="5",
    title="Residual text",
    unit="confidence",
    reference="PaddleOCR at another size and contrast than the mask was made with, and a second"
    " pair of networks (PP-OCRv4) in the source's size; small ones by both pairs in both ways",
    measure=measure,
    seconds=240.0,
)
