"""Lines of lettering as a text detector would hand them over."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.benchmarks.lettering import find_fonts
from jobs.training.grounds import photographs
from jobs.training.lettered_lines import HEIGHT, WIDTH, LetteredLine, lettered_line


@pytest.fixture(scope="module")
def lines() -> list[LetteredLine]:
    rng, sources, fonts = np.random.default_rng(4), photographs([]), find_fonts()
    return [lettered_line(rng, sources, fonts) for _ in range(24)]


def test_a_line_has_the_size_that_the_network_is_trained_at(lines):
    for line in lines:
        assert line.pixels.shape == (HEIGHT, WIDTH, 3)
        assert line.outline.shape == line.painted.shape == line.letters.shape == (HEIGHT, WIDTH)


def test_nearly_every_outline_holds_letters(lines):
    assert sum(bool((line.letters > 0.5).any()) for line in lines) >= 20


def test_some_outlines_end_before_their_letters_do(lines):
    outside = [float((line.letters[line.outline == 0]).sum()) for line in lines]
    assert sum(share > 20 for share in outside) >= 2


def test_the_same_seed_draws_the_same_line():
    sources = photographs([])
    first, second = (lettered_line(np.random.default_rng(1), sources, [""]) for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
