"""Photos to measure on: a folder's, or those that scikit-image carries."""

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


def choose(photos: Path, count: int, without: frozenset[str] = frozenset()) -> list[Path]:
    """Photos spread evenly over the folder, in a fixed order.

    ``without`` names those, by their stems, that are left out. Raises ``ValueError`` when the
    folder holds fewer than asked for.
    """
    every = in_order(photos, count, without)
    if len(every) < count:
        raise ValueError(f"{photos} holds {len(every)} photos; {count} were asked for.")
    return every[:count]


def in_order(photos: Path, count: int, without: frozenset[str] = frozenset()) -> list[Path]:
    """All photos of a folder: first ``count`` spread evenly over it, then the others."""
    kinds = {".jpg", ".jpeg", ".png"}
    every = sorted(
        path
        for path in photos.iterdir()
        if path.suffix.lower() in kinds and path.stem not in without
    )
    first = sorted({index * len(every) // count for index in range(count)}) if every else []
    others = sorted(set(range(len(every))) - set(first))
    return [every[index] for index in (*first, *others)]
