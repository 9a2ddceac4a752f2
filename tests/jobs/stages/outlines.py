"""Outlines of lines for the tests: boxes, turned boxes, arcs."""

from __future__ import annotations

import numpy as np

from jobs.stages.text_lines import Line


def box(left, top, right, bottom, detection=0.9, **read) -> Line:
    """A level line."""
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return Line(np.array(corners, np.float32), detection, **read)


def turned(centre, size, degrees, detection=0.9) -> Line:
    """A straight line, turned clockwise about its middle."""
    width, height = size
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return Line((corners @ turn + centre).astype(np.float32), detection)


def arc(centre, radius, height, first=200, last=340, detection=0.9, **read) -> Line:
    """A line along a circle, over its top, from one angle in degrees to another."""
    angles = np.radians(np.linspace(first, last, 24))
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outer, inner = around * (radius + height / 2), around[::-1] * (radius - height / 2)
    return Line((np.concatenate([outer, inner]) + centre).astype(np.float32), detection, **read)
