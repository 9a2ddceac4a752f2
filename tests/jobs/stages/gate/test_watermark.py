"""What repeats over a whole picture was laid over it."""

import cv2
import numpy as np
import pytest
from scipy import fft

from jobs.stages.gate.watermark import strongest_repeat
from tests.jobs.stages.gate.pictures import CLEAN, judged


def overlaid(pixels, opacity, ink=(255, 255, 255), across=130, down=70):
    """The picture with a faint word at even distances."""
    drawn = pixels.copy()
    for y in range(20, pixels.shape[0] + down, down):
        for x in range(-60, pixels.shape[1], across):
            cv2.putText(drawn, "SAMPLE", (x, y), cv2.FONT_HERSHEY_DUPLEX, 0.8, ink, 2, cv2.LINE_AA)
    return np.rint(pixels * (1 - opacity) + drawn * opacity).astype(np.uint8)


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("watermark", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_a_faint_word_all_over_fails(name):
    assert judged("watermark", overlaid(CLEAN[name], 0.25)).verdict == "fail"


def test_an_overlay_that_differs_by_colour_alone_fails():
    assert judged("watermark", overlaid(CLEAN["chelsea"], 0.3, ink=(230, 40, 90))).verdict == "fail"


def test_the_distance_of_the_repeats_is_told():
    result = judged("watermark", overlaid(CLEAN["chelsea"], 0.4))
    assert "every" in result.findings[0].note


def test_a_wall_of_bricks_is_seen_to_repeat():
    """A known limit: an even pattern in the picture is an even pattern."""
    wall = np.full((256, 320, 3), 150, np.uint8)
    wall[::32] = wall[:, ::40] = 90
    assert judged("watermark", wall).verdict == "fail"


def plain_repeat(pixels):
    """The score by the formulas as they stand in the literature, of all shifts at once."""
    planes = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb))
    height, width = pixels.shape[:2]
    size = [fft.next_fast_len(int(side * 1.5), real=True) for side in (height, width)]
    together = np.zeros((size[0], size[1] // 2 + 1))
    for plane in planes:
        detail = plane - cv2.GaussianBlur(plane.astype(np.float32), (0, 0), 3.0)
        even = np.clip(detail, -5, 5) / (np.sqrt(cv2.blur(detail**2, (31, 31))) + 2)
        power = np.abs(fft.rfft2(even - even.mean(), size)) ** 2
        power /= cv2.blur(power, (9, 9)) ** 0.8
        # The autocorrelation at no shift is the power's mean.
        together += power / fft.irfft2(power, size)[0, 0]
    likeness = fft.irfft2(together, size)
    down, across = height // 2, width // 2
    likeness = np.concatenate([likeness[:down, -across:], likeness[:down, :across]], axis=1)
    rows, columns = np.mgrid[0:down, -across:across]
    overlap = (1 - rows / height) * (1 - np.abs(columns) / width)
    peaks = likeness / np.sqrt(overlap)
    peaks -= cv2.blur(likeness / overlap, (15, 15)) * np.sqrt(overlap)
    for row in range(16):
        for column in range(16):
            whole = peaks[: down // 16 * 16, : 2 * across // 16 * 16][row::16, column::16]
            peaks[row::16, column::16] -= np.median(whole)
    far = np.hypot(rows, columns) >= 20
    return peaks[far].max() / (1.4826 * np.median(np.abs(peaks[far])))


@pytest.mark.parametrize("name", CLEAN)
def test_the_score_is_that_of_the_plain_formulas(name):
    pixels = CLEAN[name][:300, :400]
    assert strongest_repeat(pixels)[0] == pytest.approx(plain_repeat(pixels), rel=1e-4)


def test_a_small_picture_is_not_judged():
    assert judged("watermark", CLEAN["coffee"][:80, :300].copy()).skipped
