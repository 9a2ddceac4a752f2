"""The compact network's weights as ncnn's files hold them: where our training begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_HALF = 0x01306B47
"""The mark that ncnn writes before half-precision weights; 0 stands before single ones."""


def load_into(net: Any, param: Path, binary: Path) -> None:
    """Fill ``compact_net.build()`` from ``param`` and ``binary``.

    The file holds, layer after layer as ``param`` lists them, a convolution's mark, its weights,
    padded to four bytes, and its biases; and a PReLU's slopes. Raises ``ValueError`` where the
    file is longer or shorter than these.
    """
    import torch

    data, at = binary.read_bytes(), 0

    def take(kind: str, count: int) -> NDArray[np.float32]:
        nonlocal at
        values = np.frombuffer(data, kind, count, at)
        at += -(-values.nbytes // 4) * 4
        return values.astype(np.float32)

    layers = iter(net.body)
    for line in param.read_text().splitlines()[2:]:
        kind = line.split()[0]
        if kind not in ("Convolution", "PReLU"):
            continue
        layer = next(layers)
        values = [take("<u4", 1)] if kind == "Convolution" else []
        half = bool(values) and int(values[0][0]) == int(np.float32(_HALF))
        weights = take("<f2" if half else "<f4", layer.weight.numel())
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights).reshape(layer.weight.shape))
            if kind == "Convolution":
                layer.bias.copy_(torch.from_numpy(take("<f4", layer.bias.numel())))
    if at != len(data) or next(layers, None) is not None:
        raise ValueError(f"{binary}: {len(data)} bytes where the network takes {at}.")
