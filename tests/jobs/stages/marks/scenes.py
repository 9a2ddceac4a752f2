"""A ground with texture and marks on it, for tests of finding them and taking them off."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.artifacts import digest_of
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Context, Frame, Picture
from jobs.stages.marks.known_mark import known_mark
from jobs.stages.marks.placement import Box, Drawer, Placement
from tests.jobs.stages.warm import WEIGHTS


def ground(width=240, height=180, seed=3):
    """Soft clouds of colour with fine grain; RGB uint8."""
    rng = np.random.default_rng(seed)
    coarse = cv2.resize(
        rng.normal(0, 1, (9, 12, 3)), (width, height), interpolation=cv2.INTER_CUBIC
    )
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), 1.2)
    return np.clip(115 + 22 * coarse + 14 * grain, 0, 255).astype(np.uint8)


def emblem(ink=(250, 245, 235)):
    """A disc with a bar and a notch cut out, 48 x 48, on a transparent ground."""
    alpha = np.zeros((192, 192), np.uint8)
    cv2.circle(alpha, (96, 96), 92, 255, -1)
    cv2.rectangle(alpha, (40, 80), (150, 110), 0, -1)
    cv2.rectangle(alpha, (80, 100), (106, 192), 0, -1)
    alpha = cv2.resize(alpha, (48, 48), interpolation=cv2.INTER_AREA)
    return Picture(np.full((48, 48, 3), ink, np.uint8), alpha)


def ladder():
    """Another mark: four bars and two posts, 40 x 56."""
    alpha = np.zeros((56, 40), np.uint8)
    alpha[:, 2:8] = alpha[:, 32:38] = 255
    for top in (6, 20, 34, 48):
        alpha[top : top + 5, 2:38] = 255
    return Picture(np.full((56, 40, 3), (30, 40, 200), np.uint8), alpha)


def digest(picture):
    """What a registered picture is stored under."""
    return digest_of(encode_picture(picture))


def laid(pixels, picture, place, opacity):
    """The photo with a mark over it, and the mark's alpha there."""
    height, width = pixels.shape[:2]
    drawn = Drawer(known_mark("mark", "", picture)).draw(place, Box(0, 0, width, height))
    values = pixels / 255 * (1 - opacity * drawn.alpha[:, :, None]) + opacity * drawn.colour
    return np.clip(np.round(255 * values), 0, 255).astype(np.uint8), drawn.alpha


def frame(pixels, mask=None, regions=()):
    """A frame that begins with these pixels."""
    picture = Picture(pixels)
    return Frame(picture, picture, mask, regions)


def context(*pictures):
    """A context that has these registered pictures at hand."""
    return Context(WEIGHTS, fetch={digest(one): one for one in pictures}.__getitem__)


def near(place, other, pixels=1.0):
    """Whether two placements agree."""
    return (
        abs(place.x - other.x) < pixels
        and abs(place.y - other.y) < pixels
        and abs(place.scale / other.scale - 1) < 0.03
        and abs(place.turn - other.turn) < 2
    )


HERE = Placement(150.3, 92.7, 1.1, 12.0)
