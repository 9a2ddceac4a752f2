import hashlib
import json

import cv2
import numpy as np
import pytest

from jobs.stages.colour_profile import delta_e, distance, in_short, measure
from tests.jobs.stages.colour_scenes import faded, landscape


def test_a_picture_is_at_no_distance_from_itself():
    profile = measure(landscape())
    apart = distance(profile, profile)
    assert (apart.delta_e, apart.histogram) == (0, 0)


def test_the_distance_does_not_depend_on_the_order():
    one, other = measure(landscape()), measure(faded(landscape()))
    assert distance(one, other) == distance(other, one)


def test_the_same_picture_at_another_size_is_near():
    small = landscape(160, 120)
    large = cv2.resize(small, (640, 480), interpolation=cv2.INTER_CUBIC)
    assert distance(measure(small), measure(large)).delta_e < 1.0


def test_a_picture_mirrored_has_the_same_profile():
    scene = landscape()
    apart = distance(measure(scene), measure(np.ascontiguousarray(scene[:, ::-1])))
    assert apart.delta_e < 0.5
    assert apart.histogram == 0


def test_a_grey_step_of_ten_is_told_in_units_of_lightness():
    dark, light = (np.full((40, 40, 3), value, np.uint8) for value in (100, 120))
    apart = distance(measure(dark), measure(light))
    lightness = [
        float(cv2.cvtColor(one[:1, :1].astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[0, 0, 0])
        for one in (dark, light)
    ]
    assert apart.histogram == pytest.approx((lightness[1] - lightness[0]) / 3, abs=0.1)


def test_the_colour_difference_is_that_of_the_standard():
    # Pair 1 and pair 17 of Sharma, Wu and Dalal's test data.
    first = delta_e(np.array([50.0, 2.6772, -79.7751]), np.array([50.0, 0.0, -82.7485]))
    second = delta_e(np.array([50.0, 2.5, 0.0]), np.array([73.0, 25.0, -18.0]))
    assert (float(first), float(second)) == pytest.approx((2.0425, 27.1492), abs=1e-4)


@pytest.mark.parametrize("size", [(1, 1), (1, 10_000), (7, 3)])
def test_a_picture_of_any_size_has_a_profile(size):
    profile = measure(np.full((*size, 3), 77, np.uint8))
    assert len(profile.palette) == 64
    assert profile.lightness[0] == profile.lightness[100]


def test_the_digest_is_of_the_whole_profile_as_plain_json():
    profile = measure(landscape())
    text = json.dumps(profile.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    assert in_short(profile).sha256 == hashlib.sha256(text.encode()).hexdigest()
