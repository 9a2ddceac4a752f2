"""The check ``watermark``: an overlay that repeats over the picture, registered or not."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding

_SIDE = 512
"""The picture is looked at with its longer side no longer than this."""
_SMALLEST = 96
_FINE, _LOUDEST, _GROUND = 3.0, 5.0, 31
"""Deviation of the blur that coarse shapes are taken off with, the levels above which detail
counts no further, and the side over which its loudness is evened out."""
_WHITEN, _BAND = 0.8, 9
"""Power of the smoothed spectrum that is divided by: broad texture goes, single periods stay."""
_KEPT = 0.5
"""Longest repeat, as a share of each side."""
_BLOCKS = 16
"""Twice the side of a compression block."""
_LEAST = 20
"""Shortest repeat in pixels; finer ones are textures."""

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: height of the best repeat in the autocorrelation, in deviations of all others.

    Luma and both colour differences are looked at together, since a tint may show in colour alone.
    Each has its local loudness evened out, so that what is the same everywhere outweighs what is
    strong in one place, as an overlay's edges do against a row of windows.
    """
    pixels = _small(subject.proof.pixels)
    if min(pixels.shape[:2]) < _SMALLEST:
        return nothing_to_judge(f"a side is shorter than {_SMALLEST} pixels")
    score, (across, down) = strongest_repeat(pixels)
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    scale = width / pixels.shape[1]
    note = f"something repeats every {round(across * scale)}, {round(down * scale)} pixels"
    return Measured(score, (Finding(box=(0, 0, width, height), score=round(score, 2), note=note),))


def strongest_repeat(pixels: Pixels) -> tuple[float, tuple[int, int]]:
    """The best repeat's height in deviations, and its shift across and down in pixels."""
    height, width = pixels.shape[:2]
    planes = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    down, across = int(height * _KEPT), int(width * _KEPT)
    half = _autocorrelation([_detail(plane) for plane in planes], down, across)
    rows = np.arange(down, dtype=np.float32)[:, None]
    columns = np.arange(-across, across, dtype=np.float32)
    overlap = (1 - rows / height) * (1 - np.abs(columns) / width)
    root = np.sqrt(overlap)
    peaks = half / root
    peaks -= cv2.blur(half / overlap, (15, 15)) * root
    peaks = _without_blocks(peaks)
    far = rows * rows + columns * columns >= _LEAST**2
    spread = 1.4826 * float(np.median(np.abs(peaks[far])))
    if spread < 1e-9:
        return 0.0, (0, 0)
    best = np.unravel_index(int(np.argmax(np.where(far, peaks, -np.inf))), peaks.shape)
    return float(peaks[best]) / spread, (int(best[1]) - across, int(best[0]))


def _without_blocks(peaks: Floats) -> Floats:
    """Less what every shift by whole compression blocks, also enlarged twice, has in common."""
    height, width = (side // _BLOCKS * _BLOCKS for side in peaks.shape)
    whole = peaks[:height, :width].reshape(height // _BLOCKS, _BLOCKS, width // _BLOCKS, _BLOCKS)
    usual = np.median(whole, axis=(0, 2))
    rows, columns = (-(-side // _BLOCKS) for side in peaks.shape)
    everywhere = np.tile(usual, (rows, columns))[: peaks.shape[0], : peaks.shape[1]]
    return np.asarray(peaks - everywhere, np.float32)


def _small(pixels: Pixels) -> Pixels:
    longest = max(pixels.shape[:2])
    if longest <= _SIDE:
        return pixels
    width, height = (max(1, round(side * _SIDE / longest)) for side in pixels.shape[1::-1])
    small: Pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return small


def _detail(plane: Pixels) -> Floats:
    values = plane.astype(np.float32)
    detail = values - cv2.GaussianBlur(values, (0, 0), _FINE)
    loudness = cv2.blur(detail * detail, (_GROUND, _GROUND))
    loudness = np.sqrt(np.maximum(loudness, 0, out=loudness), out=loudness)
    loudness += 2
    even = np.clip(detail, -_LOUDEST, _LOUDEST, out=detail)
    even /= loudness
    even -= even.mean()
    return np.asarray(even, np.float32)


def _autocorrelation(planes: Sequence[Floats], down: int, across: int) -> Floats:
    """The sum of the planes' own, each whitened and 1 at no shift.

    Of shifts by up to ``down`` rows and by ``across`` columns either way. Planes are padded so
    that their ends do not meet; rows of padding, and of shifts that nobody asked for, are left
    out of the transform along rows.
    """
    # A third of a second to import, which a command that judges nothing need not wait for.
    from scipy import fft

    size = [fft.next_fast_len(int(side * (1 + _KEPT)), real=True) for side in planes[0].shape]
    together = np.zeros((size[0], size[1] // 2 + 1), np.float32)
    spectrum = np.zeros(together.shape, np.complex64)
    for plane in planes:
        spectrum[: len(plane)] = fft.rfft(plane, size[1])
        spectrum[len(plane) :] = 0
        spectrum = fft.fft(spectrum, axis=0, overwrite_x=True)
        power = spectrum.real**2
        power += spectrum.imag**2
        power /= cv2.pow(cv2.blur(power, (_BAND, _BAND)), _WHITEN) + np.float32(1e-9)
        power /= max(_mean(power, size[1]), 1e-9)
        together += power
    rows = fft.ifft(together, axis=0)[:down]
    likeness = fft.irfft(rows, size[1], overwrite_x=True)
    return np.concatenate([likeness[:, -across:], likeness[:, :across]], axis=1)


def _mean(power: Floats, columns: int) -> float:
    """Mean over a whole spectrum of which the columns up to the middle are given."""
    mirrored = power[:, 1 : (columns + 1) // 2]
    return (float(power.sum()) + float(mirrored.sum())) / (len(power) * columns)


CHECK = Check(
    name="watermark",
    version="1",
    title="Repeated overlays",
    unit="deviations",
    reference="whitened autocorrelation of fine detail, as in finding a watermark shared by"
    " pictures (Dekel et al., 2017) and in template matching by phase (Kuglin and Hines, 1975)",
    measure=measure,
    seconds=10.0,
)
