"""Training data for the letter network, and one real step of training."""

from __future__ import annotations

from jobs.benchmarks.lettering import find_fonts
from jobs.stages import glyph_net
from jobs.training import train_glyphs
from jobs.training.grounds import photographs
from jobs.training.lettered_lines import HEIGHT, WIDTH


def batch(seed):
    return next(train_glyphs.batches(seed, photographs([]), find_fonts()))


def test_a_batch_holds_inputs_and_targets_between_nought_and_one():
    inputs, targets, _ = batch(0)
    assert inputs.shape[1:] == (4, HEIGHT, WIDTH)
    assert targets.shape[1:] == (2, HEIGHT, WIDTH)
    assert min(inputs.min(), targets.min()) >= 0 and max(inputs.max(), targets.max()) <= 1


def test_letters_lie_inside_what_is_painted():
    _, targets, _ = batch(1)
    painted, letters = targets[:, 0] > 0.5, targets[:, 1] > 0.5
    assert painted[letters].mean() > 0.9


def test_the_loss_reaches_every_weight():
    net = glyph_net.build()
    inputs, targets, _ = batch(2)
    train_glyphs.loss_of(net, (inputs, targets, True)).backward()
    assert all(float(each.grad.abs().sum()) > 0 for each in net.parameters())
