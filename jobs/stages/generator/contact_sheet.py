"""The samples of an exploration side by side on neutral grey, each with its number."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from jobs.stages.contract import Pixels

CELL, GAP, LABEL = 256, 16, 24
GROUND, EMPTY, INK = 64, 80, 200


def contact_sheet(pictures: Mapping[int, Pixels], count: int, notes: Mapping[int, str]) -> Pixels:
    """RGB uint8: ``count`` numbered cells, the picture of each index and its note beneath.

    Pictures larger than a cell shrink into it; an index without a picture stays an empty cell.
    """
    from PIL import Image, ImageDraw, ImageFont

    shape = next(iter(pictures.values()), np.zeros((CELL, CELL, 3), np.uint8)).shape
    scale = min(1.0, CELL / max(shape[:2]))
    wide, high = max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))
    columns = min(count, math.ceil(math.sqrt(count * high / wide))) if count > 3 else count
    rows = math.ceil(count / columns)
    size = GAP + columns * (wide + GAP), GAP + rows * (high + LABEL + GAP)
    sheet = Image.new("RGB", size, (GROUND,) * 3)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for index in range(count):
        left = GAP + index % columns * (wide + GAP)
        top = GAP + index // columns * (high + LABEL + GAP)
        if index in pictures:
            cell = Image.fromarray(pictures[index])
            sheet.paste(cell.resize((wide, high), Image.Resampling.LANCZOS), (left, top))
        else:
            pen.rectangle((left, top, left + wide - 1, top + high - 1), fill=(EMPTY,) * 3)
        words = f"{index:03d}  {notes.get(index, '')}".rstrip()
        pen.text((left, top + high + 5), words, fill=(INK,) * 3, font=font)
    return np.asarray(sheet).copy()
