"""Training data for the letter network, and one real step of training."""

from __future__ import annotations

import numpy as np

from jobs.benchmarks.lettering import find_fonts
from jobs.training import train_glyphs


def test_a_batch_holds_inputs_and_targets_between_nought_and_one():
    inputs, targets = next(train_glyphs.batches(0, find_fonts()))
    assert inputs.shape[1:] == (4, train_glyphs.HEIGHT, train_glyphs.WIDTH)
    assert targets.shape[1:] == (2, train_glyphs.HEIGHT, train_glyphs.WIDTH)
    assert min(inputs.min(), targets.min()) >= 0 and max(inputs.max(), targets.max()) <= 1


def test_letters_lie_inside_what_is_painted():
    _, targets = next(train_glyphs.batches(1, find_fonts()))
    painted, letters = targets[:, 0] > 0.5, targets[:, 1] > 0.5
    assert painted[letters].mean() > 0.9


def test_training_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(train_glyphs, "STEPS", 2)
    monkeypatch.setattr(train_glyphs, "BATCH", 2)
    weights = train_glyphs.train(tmp_path, find_fonts())
    first = weights.read_bytes()
    monkeypatch.setattr(train_glyphs, "STEPS", 3)
    assert train_glyphs.train(tmp_path, find_fonts()).read_bytes() != first


def test_the_learning_rate_rises_first_and_ends_at_nought():
    steps = train_glyphs.STEPS
    rates = [train_glyphs.rate(step) for step in (0, steps // 20, steps // 2, steps)]
    assert rates[0] == 0
    assert rates[1] > rates[2] > rates[3]
    assert np.isclose(rates[3], 0)
