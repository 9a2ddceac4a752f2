"""Photos to measure on when no folder is given: those that scikit-image carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

NAMES = ("astronaut", "chelsea", "coffee", "rocket", "hubble_deep_field", "retina")


def write_shipped(folder: Path) -> int:
    """Write the photos as PNG files and return how many there are."""
    import skimage.data

    for name in NAMES:
        load: Callable[[], object] = getattr(skimage.data, name)
        photo = Image.fromarray(load()).convert("RGB")  # type: ignore[arg-type]
        photo.save(folder / f"{name}.png")
    return len(NAMES)
