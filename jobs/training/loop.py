"""The one training loop of our small networks: it goes on from what its folder already holds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

KEEP_EVERY = 100
WARM_UP = 100
DECLINE = 0.25
"""The last share of the steps, over which the learning rate falls to nothing."""


@dataclass(frozen=True)
class Plan:
    """What to train, in how many steps, at which peak rate; how slowly the weights' mean moves."""

    name: str
    steps: int
    peak_rate: float
    averaging: float = 0.995
    threads: int = 1


def rate(done: int, plan: Plan) -> float:
    """The learning rate after ``done`` steps: up at first, level, then down in a straight line."""
    left = (plan.steps - done) / max(1.0, DECLINE * plan.steps)
    return plan.peak_rate * min(1.0, (done + 1) / WARM_UP, max(0.0, left))


def train(
    net: Any,
    batches: Callable[[int], Iterator[Any]],
    loss_of: Callable[[Any, Any], Any],
    plan: Plan,
    folder: Path,
) -> Path:
    """Train to the end and return the weights' path: half precision, averaged over the steps.

    ``batches`` gives batches from a seed on; ``loss_of`` takes the network and a batch. The state
    is kept every hundred steps, so that a run that was cut off goes on from there.
    """
    import torch

    torch.set_num_threads(plan.threads)
    torch.manual_seed(0)
    net = net.to(memory_format=torch.channels_last)
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(plan.averaging)
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=plan.peak_rate, weight_decay=1e-4)
    parts = {"net": net, "average": average, "optimiser": optimiser}
    kept, weights = folder / f"{plan.name}.state.pt", folder / f"{plan.name}.safetensors"
    folder.mkdir(parents=True, exist_ok=True)
    done = _resume(kept, parts)
    began, losses = time.monotonic(), []
    for batch in batches(done):
        if done >= plan.steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate(done, plan)
        loss = loss_of(net, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(net)
        losses.append(float(loss.detach()))
        done += 1
        if done % KEEP_EVERY == 0 or done == plan.steps:
            spent = time.monotonic() - began
            sys.stdout.write(
                f"{plan.name} {done} loss {np.mean(losses[-100:]):.4f} {spent:.0f} s\n"
            )
            sys.stdout.flush()
            _keep(kept, weights, parts, done)
    return weights


def _resume(kept: Path, parts: dict[str, Any]) -> int:
    """Load what an earlier run kept; how many steps it had done."""
    import torch

    if not kept.exists():
        return 0
    state = torch.load(kept, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["done"])


def _keep(kept: Path, weights: Path, parts: dict[str, Any], done: int) -> None:
    import torch
    from safetensors.torch import save_file

    state = {name: part.state_dict() for name, part in parts.items()} | {"done": done}
    unfinished = kept.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(kept)
    half = {name: value.half() for name, value in parts["average"].module.state_dict().items()}
    save_file({name: value.contiguous() for name, value in half.items()}, weights)
