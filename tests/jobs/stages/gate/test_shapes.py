"""Every check answers for any picture that a file may hold."""

import numpy as np
import pytest

from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject
from jobs.stages.gate.registry import CHECKS
from tests.jobs.stages.gate.pictures import CLEAN, CONTEXT

WITHOUT_READING = [name for name in CHECKS if name != "residual_text"]
SHAPES = {"a dot": (1, 1), "a row": (1, 10_000), "a column": (10_000, 1), "small": (5, 7)}


def grained(shape):
    return np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)


@pytest.mark.parametrize("name", WITHOUT_READING)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_shape_gets_a_score(name, shape):
    pixels = grained(shape)
    mask = np.full(shape, 255, np.uint8)
    for subject in (
        Subject(Picture(pixels), Picture(pixels)),
        Subject(Picture(pixels), Picture(pixels.copy()), mask),
    ):
        assert np.isfinite(CHECKS[name].measure(subject, -1.0, CONTEXT).score)


@pytest.mark.parametrize("name", WITHOUT_READING)
def test_grey_pictures_and_alpha_get_a_score(name):
    grey = np.repeat(CLEAN["chelsea"][:120, :160, :1], 3, axis=2).copy()
    proof = Picture(grey, np.full((120, 160), 90, np.uint8))
    subject = Subject(proof, Picture(grey[::2, ::2].copy()))
    assert np.isfinite(CHECKS[name].measure(subject, -1.0, CONTEXT).score)
