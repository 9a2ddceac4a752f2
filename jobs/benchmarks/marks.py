"""Measures how surely registered marks are found, and how well see-through ones come off.

Run ``python -m jobs.benchmarks.marks PHOTOS [COUNT [OUT]]``.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.benchmarks.drawn_marks import KINDS, DrawnMark, draw_mark
from jobs.benchmarks.lettering import find_fonts
from jobs.benchmarks.marked_photos import Laid, Marked, over, scatter, tile
from jobs.benchmarks.photos import choose
from jobs.benchmarks.text_removal import psnr
from jobs.stages import find_marks, inpaint, unblend
from jobs.stages.codec import encode_picture
from jobs.stages.contract import RESTORED, Context, Frame, Picture, Region
from jobs.stages.marks.reference import MarkReference
from jobs.stages.weights import Weights

REGISTERED, OTHERS = 3, 2
"""Marks that are looked for on each photo, and marks that lie there without being registered."""
SAME = 0.5
"""Shared area over united area from which a found mark is the one that was laid."""
PROMISED = 0.3
"""Opacity from which marks are to be found."""
OPACITIES = ((0.1, 0.15), (0.15, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.6), (0.6, 1.001))
SCALES = ((0.5, 0.7), (0.7, 1.0), (1.0, 1.4), (1.4, 2.001))
PHOTO_KINDS = ("bare", "other marks", "scattered", "scattered", "tiled")


@dataclass(frozen=True)
class Copy:
    """One laid copy: what it was, and whether it was found."""

    kind: str
    opacity: float
    scale: float
    found: bool


@dataclass(frozen=True)
class Removal:
    """PSNR in dB over one mark's pixels: as marked, filled, and un-blended with the rest filled."""

    opacity: float
    marked: float
    filled: float
    unblended: float
    share: float


@dataclass(frozen=True)
class Report:
    """What one run found. ``false`` counts what was found where no such mark lies."""

    photos: int
    copies: tuple[Copy, ...]
    false: int
    removals: tuple[Removal, ...]
    seconds: float
    megapixels: float

    @property
    def promised(self) -> tuple[Copy, ...]:
        """The copies that the studio promises to find."""
        return tuple(copy for copy in self.copies if copy.opacity >= PROMISED)

    @property
    def recall(self) -> float:
        """Of the promised copies, the share found."""
        return _share(self.promised)

    @property
    def precision(self) -> float:
        """Of all that was found, the share that is a registered mark; faint ones count for none."""
        right = sum(copy.found for copy in self.promised)
        return right / max(1, right + self.false)

    def lines(self) -> list[str]:
        """The tables, for a terminal."""
        each = self.seconds / max(1, self.photos * REGISTERED)
        return [
            f"{self.photos} photos, {len(self.copies)} copies laid, {len(self.promised)} of them "
            f"at opacity {PROMISED} and more; {REGISTERED} marks looked for on each",
            f"recall {self.recall:.1%}, precision {self.precision:.1%} ({self.false} false); "
            f"{each:.2f} s a mark and photo of {self.megapixels:.2f} megapixels",
            "recall by opacity",
            *_binned([(copy.opacity, copy) for copy in self.copies], OPACITIES),
            "recall by scale",
            *_binned([(copy.scale, copy) for copy in self.promised], SCALES),
            "recall by kind",
            *(
                f"  {kind:12}{_told([copy for copy in self.promised if copy.kind == kind])}"
                for kind in KINDS
            ),
            "un-blending, PSNR in the mark's pixels (dB)",
            *self._removals(),
        ]

    def _removals(self) -> Iterator[str]:
        for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 1.001)):
            part = [one for one in self.removals if low <= one.opacity < high]
            if not part:
                continue
            means = [
                float(np.mean([getattr(one, name) for one in part]))
                for name in ("marked", "filled", "unblended", "share")
            ]
            yield (
                f"  opacity {low:.2f}-{min(high, 1.0):.2f}: marked {means[0]:5.1f}, filled "
                f"{means[1]:5.1f}, un-blended {means[2]:5.1f} ({means[3]:.0%} of the pixels), "
                f"{len(part)} copies"
            )


def run(photos: Path, count: int = 60, out: Path | None = None, *, seed: int = 2026) -> Report:
    """Lay marks on ``count`` photos of a folder, look for them, and take them off.

    ``out`` receives, for each photo with marks, the marked one beside what came of it. Raises
    ``ValueError`` when the folder holds fewer photos than asked for.
    """
    fonts = find_fonts()
    copies: list[Copy] = []
    removals: list[Removal] = []
    false, seconds, pixels = 0, 0.0, 0
    for index, path in enumerate(choose(photos, count)):
        rng = np.random.default_rng((seed, index))
        photo = np.asarray(Image.open(path).convert("RGB"))
        registered = [draw_mark(rng, fonts) for _ in range(REGISTERED)]
        marked = _marked(photo, registered, rng, fonts, PHOTO_KINDS[index % len(PHOTO_KINDS)])
        began = time.process_time()
        trial = _Trial(marked, registered)
        seconds += time.process_time() - began
        pixels += photo.shape[0] * photo.shape[1]
        copies += trial.copies()
        false += trial.false()
        if PHOTO_KINDS[index % len(PHOTO_KINDS)] == "scattered":
            cleaned, more = trial.removed()
            removals += more
            if out is not None:
                _write(out / f"{index:03d}-{path.stem}.png", [marked.pixels, cleaned])
    return Report(
        count, tuple(copies), false, tuple(removals), seconds, pixels / 1e6 / max(1, count)
    )


def _marked(
    photo: NDArray[np.uint8],
    registered: Sequence[DrawnMark],
    rng: np.random.Generator,
    fonts: Sequence[str],
    kind: str,
) -> Marked:
    """The photo with marks of its kind, one in two saved as JPEG."""
    jpeg = int(rng.integers(80, 98)) if rng.random() < 0.5 else None
    laid: list[Laid] = []
    if kind == "other marks":
        others = [draw_mark(rng, fonts) for _ in range(OTHERS)]
        laid = scatter(photo, others, rng, copies=3, opacity=(0.3, 1.0))
    elif kind == "scattered":
        # As many faint as strong ones, so that the curve below the promise is known too.
        laid = scatter(photo, registered, rng, copies=2, opacity=(0.1, 0.5))
        laid += scatter(photo, registered, rng, copies=2, opacity=(0.3, 1.0), beside=laid)
    elif kind == "tiled":
        laid = tile(photo, registered[0], rng, float(rng.uniform(0.3, 0.6)))
    return over(photo, laid, jpeg)


class _Trial:
    """The stages on one marked photo."""

    def __init__(self, marked: Marked, registered: Sequence[DrawnMark]) -> None:
        self.marked = marked
        digests = {
            hashlib.sha256(encode_picture(mark.picture)).hexdigest(): mark for mark in registered
        }
        pictures = {digest: mark.picture for digest, mark in digests.items()}
        self.context = Context(Weights(), fetch=pictures.__getitem__)
        references = tuple(
            MarkReference(name=f"{number} {mark.name}", sha256=digest)
            for number, (digest, mark) in enumerate(digests.items())
        )
        picture = Picture(marked.pixels)
        params = find_marks.FindMarksParams(marks=references)
        self.frame = find_marks.run(Frame(picture, picture), params, self.context).frame
        self.regions = [region for region in self.frame.regions if region.mark is not None]
        self.pairs = [
            (copy, next((one for one in self.regions if _is(one, copy, digests)), None))
            for copy in marked.laid
            if any(copy.mark is mark for mark in registered)
        ]

    def copies(self) -> list[Copy]:
        """Each laid copy of a registered mark."""
        return [
            Copy(copy.mark.kind, copy.opacity, copy.place.scale, region is not None)
            for copy, region in self.pairs
        ]

    def false(self) -> int:
        """Found marks that are none of those laid."""
        right = {region.id for _, region in self.pairs if region is not None}
        return sum(region.id not in right for region in self.regions)

    def removed(self) -> tuple[NDArray[np.uint8], list[Removal]]:
        """The photo with its marks removed, and each found copy's figures both ways."""
        params = inpaint.InpaintParams(strategy="patch")
        off = unblend.run(self.frame, unblend.UnblendParams(), self.context).frame
        ours = inpaint.run(off, params, self.context).frame.picture.pixels
        filled = inpaint.run(self.frame, params, self.context).frame.picture.pixels
        assert off.mask is not None
        told = {region.id: region for region in off.regions}
        found = [(copy, region) for copy, region in self.pairs if region is not None]
        rows = []
        for copy, region in found:
            part = copy.painted > 0.004
            restored = (off.mask == RESTORED)[part]
            rows.append(
                Removal(
                    opacity=copy.opacity,
                    marked=psnr(self.marked.clean[part], self.marked.pixels[part]),
                    filled=psnr(self.marked.clean[part], filled[part]),
                    unblended=psnr(self.marked.clean[part], ours[part]),
                    share=float(restored.mean()) if told[region.id].strategy else 0.0,
                )
            )
        return ours, rows


def _digest(picture: Picture) -> str:
    return hashlib.sha256(encode_picture(picture)).hexdigest()


def _is(region: Region, copy: Laid, digests: dict[str, DrawnMark]) -> bool:
    assert region.mark is not None and copy.mark.picture.alpha is not None
    if digests[region.mark.sha256] is not copy.mark:
        return False
    height, width = copy.mark.picture.alpha.shape
    laid = cv2.convexHull(copy.place.corners((width, height)).astype(np.float32))
    seen = cv2.convexHull(np.asarray(region.polygon, np.float32))
    shared, _ = cv2.intersectConvexConvex(laid, seen)
    united = cv2.contourArea(laid) + cv2.contourArea(seen) - shared
    return bool(shared > SAME * united)


def _share(copies: Sequence[Copy]) -> float:
    return sum(copy.found for copy in copies) / max(1, len(copies))


def _binned(
    copies: Sequence[tuple[float, Copy]], bins: Sequence[tuple[float, float]]
) -> Iterator[str]:
    for low, high in bins:
        part = [copy for value, copy in copies if low <= value < high]
        yield f"  {low:.2f}-{min(high, 2.0):.2f}   {_told(part)}"


def _told(part: Sequence[Copy]) -> str:
    return f"{_share(part):6.1%} of {len(part)}" if part else "none laid"


def _write(path: Path, pictures: Sequence[NDArray[np.uint8]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    axis = 0 if pictures[0].shape[1] > pictures[0].shape[0] else 1
    Image.fromarray(np.concatenate(pictures, axis=axis)).save(path, compress_level=1)


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    for line in run(Path(sys.argv[1]), number, place).lines():
        sys.stdout.write(line + "\n")
