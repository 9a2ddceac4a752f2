"""Ground: planes go on, strays are left out, other regimes play no part."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.removal.ground import MOST_PIXELS, plane, stretched, surface, trusted
from tests.jobs.stages.removal.views import disc


def ramp(height=240, width=320) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    return np.repeat((40 + 0.3 * columns + 0.2 * rows)[:, :, None], 3, axis=2)


def test_a_plane_is_found_among_strays():
    values = ramp()
    known = np.ones(values.shape[:2], bool)
    values[::7, ::3] = 255
    assert plane(values, known)[disc() > 0] == pytest.approx(ramp()[disc() > 0], abs=2)


def test_few_known_pixels_give_a_level_ground():
    known = np.zeros((240, 320), bool)
    known[0, :5] = True
    assert np.ptp(plane(ramp(), known)) == 0


def hole_in_a_ramp() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A ramp, which of it is known, and where it is hidden: the middle of a disc."""
    near = np.s_[70:170, 110:210]
    hidden = disc()[near] > 0
    return ramp()[near], (disc(radius=40)[near] > 0) & ~hidden, hidden


def test_a_surface_goes_on_through_the_hole():
    values, known, hidden = hole_in_a_ramp()
    assert surface(values, known)[hidden] == pytest.approx(values[hidden], abs=1.5)


def test_what_is_not_known_plays_no_part():
    values, known, _ = hole_in_a_ramp()
    other = values.copy()
    other[~known] = 255
    assert np.allclose(surface(other, known), surface(values, known))


def test_a_stray_near_the_hole_is_not_trusted():
    values = ramp()
    values[118:122, 186:190] = 255
    mine = disc() == 0
    distance = np.hypot(*(np.mgrid[:240, :320] - np.array([120, 160])[:, None, None])) - 24
    kept = trusted(values, mine, distance.astype(np.float32))
    assert not kept[118:122, 186:190].any()
    assert kept.sum() > 1000


def test_a_large_surface_is_solved_coarsely_and_still_goes_on():
    values = ramp(400, 400)
    unknown = np.zeros((400, 400), bool)
    unknown[60:340, 60:340] = True
    assert unknown.sum() > MOST_PIXELS
    found = stretched(values, unknown)
    assert np.array_equal(found[~unknown], values[~unknown])
    assert found[unknown] == pytest.approx(values[unknown], abs=2)
