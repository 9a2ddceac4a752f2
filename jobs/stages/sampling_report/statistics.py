"""Means, ratios and differences of two arms, with bootstrap intervals over prompts.

The prompt is the independent unit: pictures of one prompt look alike, and counting each of them
as an observation of its own would make every interval too narrow. An interval is the percentile
bootstrap's (Efron, 1979): prompts are drawn with replacement 10 000 times from a fixed seed, both
arms of a prompt together, and the middle 95 % of what comes out is given. Nothing is interpolated
between resamples, so that a bound may be infinite without spoiling the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from jobs.stages import perceptual_hash
from jobs.stages.contract import Frozen

RESAMPLES = 10_000
BOOTSTRAP_SEED = 20_260_301
LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2

Values = Sequence[float]
"""One number a prompt."""
Draws = NDArray[np.intp]
"""Which prompts each resample holds: resamples x prompts."""


class Estimate(Frozen):
    """A number with its 95 % interval; a bound is None where there is none."""

    value: float | None = Field(description="None when it is undefined; the note says why")
    low: float | None = Field(default=None, description="lower end of the 95 % interval")
    high: float | None = Field(default=None, description="upper end of the 95 % interval")
    note: str = Field(default="", description="why a value or a bound is missing")


def draws(prompts: int, *, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED) -> Draws:
    """Indices of the prompts in each resample, resamples x prompts; the same for the same seed."""
    if prompts < 1:
        raise ValueError("there must be a prompt to resample")
    return np.random.default_rng(seed).integers(0, prompts, (resamples, prompts), dtype=np.intp)


def mean(values: Values, resampled: Draws) -> Estimate:
    """The mean over prompts with its interval."""
    found = np.asarray(values, np.float64)
    return _estimate(float(found.mean()), _means(found, resampled))


def difference(one: Values, other: Values, resampled: Draws) -> Estimate:
    """The mean over prompts of ``one`` less ``other``, paired by prompt, with its interval."""
    apart = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    return _estimate(float(apart.mean()), _means(apart, resampled))


def ratio(above: Values, below: Values, resampled: Draws) -> Estimate:
    """The mean of ``above`` over the mean of ``below``, paired by prompt, with its interval.

    Values are 0 or more. When the mean of ``below`` is 0 the ratio is undefined and has no
    interval. A resample in which only ``below`` is 0 counts as larger than any number; one in
    which both are 0 could be anything and counts at whichever end makes the interval wider.
    """
    top, bottom = np.asarray(above, np.float64), np.asarray(below, np.float64)
    if bottom.mean() == 0:
        return Estimate(value=None, note="undefined: the number to compare with is zero")
    value = float(top.mean() / bottom.mean())
    tops, bottoms = _means(top, resampled), _means(bottom, resampled)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = tops / bottoms
    lowest = np.where(np.isnan(ratios), 0.0, ratios)
    highest = np.where(np.isnan(ratios), np.inf, ratios)
    return _estimate(value, lowest, highest)


def zero_bound(prompts: int) -> float:
    """The largest share of prompts, 0..1, that seeing none in so many still allows.

    The exact one-sided 95 % bound for no event in ``prompts`` (Clopper and Pearson, 1934), which
    for many is the rule of three.
    """
    return float(1 - (1 - LEVEL) ** (1 / prompts))


def mean_pairwise_distance(hashes: Sequence[str]) -> float:
    """The mean Hamming distance over all pairs of 64-bit perceptual hashes, 0..64.

    Two unrelated pictures are 32 bits apart on average. Raises ``ValueError`` for fewer than two.
    """
    if len(hashes) < 2:
        raise ValueError("novelty needs at least two pictures")
    pairs = [perceptual_hash.distance(one, other) for one, other in combinations(hashes, 2)]
    return sum(pairs) / len(pairs)


def _means(values: NDArray[np.float64], resampled: Draws) -> NDArray[np.float64]:
    means: NDArray[np.float64] = values[resampled].mean(axis=1)
    return means


def _estimate(
    value: float,
    lowest: NDArray[np.float64],
    highest: NDArray[np.float64] | None = None,
) -> Estimate:
    """``lowest`` and ``highest`` are the resamples as each end of the interval sees them."""
    highest = lowest if highest is None else highest
    if lowest.min() == highest.max():
        # Then the resamples say nothing of how sure the number is.
        return Estimate(value=value, note="no interval: every prompt gives the same number")
    low = float(np.quantile(lowest, _TAIL, method="inverted_cdf"))
    high = float(np.quantile(highest, 1 - _TAIL, method="inverted_cdf"))
    if np.isfinite(high):
        return Estimate(value=value, low=low, high=high)
    note = "no upper bound: in too many resamples the number to compare with is zero"
    return Estimate(value=value, low=low, note=note)
