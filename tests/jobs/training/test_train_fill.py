"""Training data for the network that fills thin holes, and one real step of training."""

from __future__ import annotations

import numpy as np

from jobs.benchmarks.lettering import find_fonts
from jobs.stages import fill_net
from jobs.training import train_fill
from jobs.training.grounds import photographs


def batch(seed):
    crops = train_fill.pool(seed, 5, photographs([]), find_fonts())
    return next(train_fill.batches(seed, crops))


def test_inputs_and_targets_are_turned_alike():
    inputs, targets = batch(3)
    known = np.repeat(inputs[:, 3:] == 0, 3, axis=1)
    assert np.abs(inputs[:, :3] - targets)[known].max() <= 0.15 + 1 / 255


def test_outside_the_hole_a_crop_differs_from_the_clean_one_by_faint_edges_only():
    sources, fonts = photographs([]), find_fonts()
    for seed in range(12):
        clean, covered, hole = train_fill.sample(np.random.default_rng(seed), sources, fonts)
        assert clean.shape == covered.shape == (train_fill.SIDE, train_fill.SIDE, 3)
        assert 0.002 < (hole > 0).mean() < 0.7
        beside = np.abs(clean.astype(int) - covered).max(axis=2)[hole == 0]
        assert beside.max() <= 0.15 * 255 + 1


def test_a_batch_holds_inputs_and_targets_between_nought_and_one():
    inputs, targets = batch(1)
    assert inputs.shape[1:] == (4, train_fill.SIDE, train_fill.SIDE)
    assert targets.shape[1:] == (3, train_fill.SIDE, train_fill.SIDE)
    assert min(inputs.min(), targets.min()) >= 0 and max(inputs.max(), targets.max()) <= 1


def test_the_loss_reaches_every_weight():
    net = fill_net.build()
    train_fill.loss_of(net, batch(2)).backward()
    assert all(float(each.grad.abs().sum()) > 0 for each in net.parameters())
