"""Cuts a line of text out of a picture and lays it straight, so that it can be read."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import line_height
from jobs.stages.text_lines import Corners, area, straight_outline

FILLED = 0.78
"""A straight line's outline fills more than this of its smallest rectangle."""
SHORTEST = 3.0
"""A line bends only where it is so many times as long as it is high."""
DETAIL = 0.06
"""Corners of a curved outline that differ from it by less than this share of its height go."""
ACROSS = 12.0
"""The height in pixels at which a curved line's middle is looked for."""


def outline_of(around: Corners) -> Corners:
    """A detected contour as an outline: four corners where it is straight, else its own."""
    box = straight_outline(around)
    height = line_height(around.tolist())
    short = area(around) < SHORTEST * height * height
    if len(around) <= 4 or short or area(around) > FILLED * area(box):
        return box
    tolerance = DETAIL * height
    simple = cv2.approxPolyDP(around.astype(np.float32), tolerance, closed=True).reshape(-1, 2)
    return np.asarray(simple, np.float32) if len(simple) > 4 else box


def upright(pixels: Pixels, polygon: Corners) -> Pixels:
    """The line cut out and laid level; a straight one that is tall is turned a quarter left."""
    return _turned(pixels, polygon) if len(polygon) == 4 else _unrolled(pixels, polygon)


def _turned(pixels: Pixels, polygon: Corners) -> Pixels:
    top = float(np.linalg.norm(polygon[1] - polygon[0]))
    side = float(np.linalg.norm(polygon[3] - polygon[0]))
    width, height = max(2, round(top)), max(2, round(side))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(polygon, target)
    crop = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if height > 1.5 * width:
        crop = np.rot90(crop)
    return np.ascontiguousarray(crop)


def _unrolled(pixels: Pixels, polygon: Corners) -> Pixels:
    """A curved line, sampled along its middle and across it."""
    height = line_height(polygon.tolist())
    middle = middle_line(polygon)
    along = np.gradient(middle, axis=0)
    along /= np.maximum(1e-6, np.linalg.norm(along, axis=1, keepdims=True))
    down = np.stack([-along[:, 1], along[:, 0]], axis=1)
    reach = np.linspace(-height / 2, height / 2, max(2, round(height)))
    places = middle[None] + reach[:, None, None] * down[None]
    return np.asarray(
        cv2.remap(
            pixels,
            np.ascontiguousarray(places[:, :, 0], np.float32),
            np.ascontiguousarray(places[:, :, 1], np.float32),
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def middle_line(polygon: Corners) -> NDArray[np.float64]:
    """Points a pixel apart along the middle of an outline, end to end, in reading direction.

    The longest way through the outline's skeleton (Zhang and Suen, 1984), made smooth, and
    prolonged to both ends, from which a skeleton keeps half a height away.
    """
    height = line_height(polygon.tolist())
    scale = ACROSS / height
    corner = polygon.min(axis=0) - 2 / scale
    extent = np.ceil((polygon.max(axis=0) - corner) * scale).astype(int) + 3
    plane = np.zeros(extent[::-1], np.uint8)
    cv2.fillPoly(plane, [np.rint((polygon - corner) * scale).astype(np.int32)], 255)
    path = _longest_way(_skeleton(plane))
    smooth = _smoothed(path, scale * height / 2) / scale + corner
    whole = _prolonged(smooth, height / 2)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(whole, axis=0), axis=1))])
    stations = np.linspace(0, lengths[-1], max(2, round(float(lengths[-1]))))
    line = np.stack([np.interp(stations, lengths, whole[:, axis]) for axis in (0, 1)], axis=1)
    return line if _reads_forward(line) else line[::-1]


def _skeleton(plane: Plane) -> Plane:
    """The thin middle of what is filled; of a round part, which thins to nothing, one point."""
    thin = np.asarray(cv2.ximgproc.thinning(plane), np.uint8)
    if not thin.any():
        distance = cv2.distanceTransform(plane, cv2.DIST_L2, 5)
        thin[np.unravel_index(int(distance.argmax()), plane.shape)] = 255
    return thin


def _longest_way(skeleton: Plane) -> NDArray[np.float64]:
    """The points of a skeleton from one far end to the other: two breadth-first walks."""
    points = {(int(x), int(y)) for y, x in np.argwhere(skeleton)}
    start = min(points)
    start = _walk(points, start)[-1]
    return np.array(_walk(points, start), np.float64)


def _walk(points: set[tuple[int, int]], start: tuple[int, int]) -> list[tuple[int, int]]:
    """The shortest way from a point to the one farthest from it."""
    came: dict[tuple[int, int], tuple[int, int] | None] = {start: None}
    waiting, last = deque([start]), start
    while waiting:
        last = waiting.popleft()
        x, y = last
        for near in ((x + i, y + j) for j in (-1, 0, 1) for i in (-1, 0, 1)):
            if near in points and near not in came:
                came[near] = last
                waiting.append(near)
    way: list[tuple[int, int]] = []
    step: tuple[int, int] | None = last
    while step is not None:
        way.append(step)
        step = came[step]
    return way


def _smoothed(path: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    if len(path) < 3:
        return path
    reach = max(1, round(3 * deviation))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    padded = np.pad(path, ((reach, reach), (0, 0)), mode="reflect", reflect_type="odd")
    return np.stack(
        [np.convolve(padded[:, axis], kernel / kernel.sum(), mode="valid") for axis in (0, 1)],
        axis=1,
    )


def _prolonged(path: NDArray[np.float64], length: float) -> NDArray[np.float64]:
    if len(path) < 2:
        reach = np.array([length, 0.0])
        return np.concatenate([path - reach, path + reach])
    back = max(1, min(len(path) - 1, round(length)))
    first, last = path[0] - path[back], path[-1] - path[-1 - back]
    ends = [
        end + length * way / max(1e-6, float(np.linalg.norm(way)))
        for end, way in ((path[0], first), (path[-1], last))
    ]
    return np.concatenate([ends[:1], path, ends[1:]])


def _reads_forward(line: NDArray[np.float64]) -> bool:
    """Left to right; where that says little, from the top down."""
    across, down = line[-1] - line[0]
    return bool(across > 0 if abs(across) >= 0.3 * abs(down) else down > 0)
