"""Strong edges are the same whether a picture is looked at whole or strip by strip."""

import cv2
import numpy as np
import pytest

from jobs.stages.gate.edges import MOST_EDGES, STRONG, sample, strong_edges
from tests.jobs.stages.gate.pictures import CLEAN


def crests(grey):
    """Where the slope of the whole picture is strong and has its crest."""
    across, down = (cv2.Scharr(grey, cv2.CV_32F, *way, scale=1 / 32) for way in ((1, 0), (0, 1)))
    slope = cv2.magnitude(across, down)
    places = np.flatnonzero(slope > STRONG / 2)
    places = places[:: -(-places.size // (2 * MOST_EDGES)) or 1]
    rows, columns = np.divmod(places, grey.shape[1])
    steps = (plane[rows, columns] / slope[rows, columns] for plane in (across, down))
    x, y = next(steps), next(steps)
    x, y = x.astype(np.float32), y.astype(np.float32)
    at = columns.astype(np.float32), rows.astype(np.float32)
    ahead, behind = (sample(slope, at[0] + side * x, at[1] + side * y) for side in (1, -1))
    own = slope[rows, columns]
    return set(places[(own >= ahead) & (own > behind)].tolist())


@pytest.mark.parametrize("name", CLEAN)
def test_the_crests_are_those_of_the_whole_picture(name):
    grey = cv2.cvtColor(CLEAN[name], cv2.COLOR_RGB2GRAY)
    edges = strong_edges(grey)
    found = set((edges.y.astype(int) * grey.shape[1] + edges.x.astype(int)).tolist())
    # The last bit of a slope, and with it a tie, may fall otherwise.
    assert len(found ^ crests(grey)) <= len(found) / 1000


def test_they_point_to_the_bright_side():
    grey = np.full((200, 40), 60, np.uint8)
    grey[:, 20:] = 200
    edges = strong_edges(grey)
    assert edges.x.size >= 198
    assert np.allclose(edges.across_x, 1, atol=1e-5)
    assert np.allclose(edges.across_y, 0, atol=1e-5)


def test_a_blank_picture_has_none():
    assert strong_edges(np.full((70, 90), 128, np.uint8)).x.size == 0
