"""What the enhancing network is trained to please: closeness, structure, sharpness, no halos.

Closeness alone gives the mean of everything that may be there, which is soft. The structural
terms are Zhao et al., "Loss functions for image restoration with neural networks", 2017: the
structural similarity is best where the local contrast is the original's, not where it is less.
"""

from __future__ import annotations

from typing import Any

STRUCTURE, SHARPNESS, HALO = 0.15, 0.8, 0.5
WINDOWS = (5, 11)
"""Sides of the windows in which structure is compared, in pixels."""
PATCH = 8
"""Side of the patches whose mean gradients are compared."""
HALO_REACH = 5
"""Side of the window whose range nothing may leave."""
_DARK, _FLAT = 0.01**2, 0.03**2
_LUMA = (0.299, 0.587, 0.114)


def perceptual_loss(result: Any, clean: Any) -> Any:
    """A scalar for two N x 3 x H x W tensors, RGB 0..1; 0 where they are equal."""
    import torch

    close = (torch.sqrt((result - clean) ** 2 + 1e-6) - 1e-3).mean()
    one, other = _luma(result), _luma(clean)
    structure = sum(1 - _similarity(one, other, side) for side in WINDOWS) / len(WINDOWS)
    return (
        close
        + STRUCTURE * structure
        + SHARPNESS * _sharpness_gap(one, other)
        + HALO * _excess(one, other)
    )


def _luma(pixels: Any) -> Any:
    weights = pixels.new_tensor(_LUMA).view(1, 3, 1, 1)
    return (pixels * weights).sum(1, keepdim=True)


def _similarity(one: Any, other: Any, side: int) -> Any:
    """The structural similarity (Wang et al., 2004) in square windows, meaned."""
    from torch.nn.functional import avg_pool2d

    def mean(values: Any) -> Any:
        return avg_pool2d(values, side, stride=1)

    first, second = mean(one), mean(other)
    spread = mean(one * one) - first**2 + mean(other * other) - second**2
    shared = mean(one * other) - first * second
    bright = (2 * first * second + _DARK) / (first**2 + second**2 + _DARK)
    return (bright * (2 * shared + _FLAT) / (spread + _FLAT)).mean()


def _sharpness_gap(one: Any, other: Any) -> Any:
    """How much mean gradient is missing, or too much, from patch to patch."""
    from torch.nn.functional import avg_pool2d

    def gradient(values: Any) -> Any:
        across = values[..., :-1, 1:] - values[..., :-1, :-1]
        down = values[..., 1:, :-1] - values[..., :-1, :-1]
        return avg_pool2d((across**2 + down**2 + 1e-6) ** 0.5, PATCH)

    return (gradient(one) - gradient(other)).abs().mean()


def _excess(one: Any, other: Any) -> Any:
    """How far the result leaves the range that the original has around each pixel."""
    from torch.nn.functional import max_pool2d, relu

    def highest(values: Any) -> Any:
        return max_pool2d(values, HALO_REACH, stride=1, padding=HALO_REACH // 2)

    return (relu(one - highest(other)) + relu(-one - highest(-other))).mean()
