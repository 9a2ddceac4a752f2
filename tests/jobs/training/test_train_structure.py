"""Training data for the network that lays out wide holes, and one real step of training."""

from __future__ import annotations

import numpy as np

from jobs.stages import structure_net
from jobs.stages.colour_names import NAMED, name_of
from jobs.training import hints, train_structure
from jobs.training.grounds import photographs


def sample(seed):
    return train_structure.sample(np.random.default_rng(seed), photographs([]))


def test_every_hint_is_one_that_was_encoded_before():
    known = set(hints.phrases())
    told = [sample(seed)[2] for seed in range(40)]
    assert all(hint in known for hint in told if hint)
    assert "" in told and any(told)


def test_a_hint_names_the_colour_that_the_hole_hides():
    inside = np.zeros((64, 64), bool)
    inside[20:44, 20:44] = True
    for name, colours in NAMED.items():
        pixels = np.zeros((64, 64, 3), np.uint8)
        pixels[inside] = colours[0]
        assert name in hints.describe(np.random.default_rng(3), pixels, inside)


def test_every_example_of_a_colour_has_its_name():
    for name, colours in NAMED.items():
        assert all(name_of(np.array(colour, np.float32)) == name for colour in colours)


def test_the_loss_reaches_every_weight_also_the_hints():
    vectors = {
        phrase: np.full(structure_net.HINT_LENGTH, 0.05, np.float32) for phrase in hints.phrases()
    }
    net = structure_net.build()
    batch = next(train_structure.batches(2, photographs([]), vectors))
    train_structure.loss_of(net, batch).backward()
    assert all(float(each.grad.abs().sum()) > 0 for each in net.parameters())
