"""The training loop, on a network of one number."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import torch
from safetensors.torch import load_file

from jobs.training import loop
from jobs.training.loop import Plan, rate, train

PLAN = Plan("one", steps=400, peak_rate=0.1)


def one_number():
    return torch.nn.Linear(1, 1, bias=False)


def towards_three(net, batch):
    return (net(batch) - 3).square().mean()


def run(folder, steps):
    plan = Plan("one", steps, peak_rate=0.05, averaging=0.5)
    return train(one_number(), lambda seed: repeat(torch.ones(1, 1)), towards_three, plan, folder)


def test_the_rate_rises_stays_level_and_falls_to_nought():
    rates = [rate(step, PLAN) for step in (0, loop.WARM_UP, 200, 350, 400)]
    assert rates[0] < rates[1] == rates[2] == PLAN.peak_rate > rates[3] > rates[4]
    assert rates[4] == 0


def test_it_learns_and_keeps_half_precision_weights(tmp_path):
    (weight,) = load_file(run(tmp_path, 300)).values()
    assert weight.dtype == torch.float16
    assert abs(float(weight) - 3) < 0.2


def test_it_goes_on_where_it_stopped(tmp_path):
    before = run(tmp_path, 3).read_bytes()
    kept = torch.load(tmp_path / "one.state.pt", weights_only=True)
    assert kept["done"] == 3
    assert run(tmp_path, 5).read_bytes() != before
    assert torch.load(tmp_path / "one.state.pt", weights_only=True)["done"] == 5


def test_batches_are_asked_from_the_step_it_goes_on_from(tmp_path):
    asked = []

    def batches(seed):
        asked.append(seed)
        return repeat(torch.ones(1, 1))

    for steps in (2, 4):
        train(one_number(), batches, towards_three, Plan("one", steps, 0.05), tmp_path)
    assert asked == [0, 2]
    assert np.isfinite(asked).all()
