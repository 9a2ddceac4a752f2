"""Models that the stages' tests share: loaded once a process, and on one thread."""

from __future__ import annotations

from jobs.stages.weights import Weights, WeightsSettings

# Two threads of a reader spin while they wait for each other: a small picture took twice the time.
WEIGHTS = Weights(WeightsSettings(threads=1))
