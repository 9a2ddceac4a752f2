"""Trains the letter network on text drawn over free photographs and made-up grounds.

Run ``python -m jobs.training.train_glyphs FOLDER --photos FOLDER --fonts FOLDER``; it goes on from
what FOLDER already holds, or begins with the weights that ``--begin`` names.
``docs/glyph-net.md`` lists the photographs and their terms.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.lettering import FONT_FOLDERS, find_fonts
from jobs.stages import glyph_net, sub_pixel_unet
from jobs.stages.contract import Pixels
from jobs.stages.weights import WeightsSettings
from jobs.training.grounds import photographs
from jobs.training.lettered_lines import lettered_line
from jobs.training.loop import Plan, train

BATCH = 10
SECOND_LOOKS = 0.6
"""How often a batch is looked at a second time, with the cues of a first look."""
PLAN = Plan("glyph_net", steps=3000, peak_rate=1.5e-3)
Batch = tuple[NDArray[np.float32], NDArray[np.float32], bool]


def batches(seed: int, sources: Sequence[Pixels], fonts: Sequence[str]) -> Iterator[Batch]:
    """Endless batches: inputs (N, 4, H, W), targets (N, 2, H, W), and whether to look twice."""
    rng = np.random.default_rng(seed)
    while True:
        lines = [lettered_line(rng, sources, fonts) for _ in range(BATCH)]
        inputs = [np.dstack([line.pixels, line.outline]).transpose(2, 0, 1) for line in lines]
        targets = [np.stack([line.painted, line.letters]) for line in lines]
        stacked = np.stack(inputs).astype(np.float32) / np.float32(255)
        twice = bool(rng.random() < SECOND_LOOKS)
        yield stacked, np.stack(targets).astype(np.float32), twice


def loss_of(net: Any, batch: Batch) -> Any:
    """Cross entropy, and the overlap of what is painted (soft Dice), which thin strokes need."""
    import torch

    inputs, answers, twice = batch
    seen = np.zeros((len(inputs), glyph_net.CUES, *inputs.shape[2:]), np.float32)
    if twice:
        with torch.no_grad():
            first = torch.sigmoid(_logits(net, inputs, seen)).numpy()
        pairs = zip(inputs[:, :3].transpose(0, 2, 3, 1), first, strict=True)
        cues = [glyph_net.cues(np.ascontiguousarray(pixels), each) for pixels, each in pairs]
        seen = np.stack(cues).transpose(0, 3, 1, 2)
    logits, targets = _logits(net, inputs, seen), torch.from_numpy(answers)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
    share = torch.sigmoid(logits)
    overlap = 2 * (share * targets).sum((2, 3)) + 1
    dice = 1 - overlap / (share.sum((2, 3)) + targets.sum((2, 3)) + 1)
    return entropy + 0.3 * dice.mean()


def _logits(net: Any, inputs: NDArray[np.float32], seen: NDArray[np.float32]) -> Any:
    import torch

    given = torch.from_numpy(np.concatenate([inputs, seen], axis=1))
    return net(given.contiguous(memory_format=torch.channels_last))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    asked.add_argument("--fonts", type=Path, nargs="*", default=[], help="folders of more fonts")
    asked.add_argument("--begin", type=Path, help="weights to begin with, else random ones")
    given = asked.parse_args()
    grounds, faces = photographs(given.photos), find_fonts((*FONT_FOLDERS, *given.fonts))
    net = glyph_net.build()
    if given.begin is not None:
        net = sub_pixel_unet.load(given.begin, net, WeightsSettings()).train()
    train(net, lambda seed: batches(seed, grounds, faces), loss_of, PLAN, given.folder)
