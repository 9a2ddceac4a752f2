"""The stage remove_object: what it takes, records, keeps and refuses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages import remove_object
from jobs.stages.contract import Cancelled, Context, Frame, Picture, StageError
from jobs.stages.weights import Weights
from tests.jobs.stages.removal.views import disc, error, grained, horizon, without


def remove(pixels, mask, *, alpha=None, stop=lambda: None, **params):
    frame = Frame(Picture(pixels, alpha), Picture(pixels, alpha), mask)
    context = Context(Weights(), stop=stop)
    return remove_object.run(frame, remove_object.RemoveObjectParams(**params), context)


def ball_before_a_horizon() -> np.ndarray:
    view = horizon()
    cv2.circle(view, (160, 120), 22, (200, 60, 50), -1, cv2.LINE_AA)
    return grained(view, 1)


def test_a_ball_before_a_horizon_goes_and_the_horizon_stays():
    loose = disc(radius=28)
    result = remove(ball_before_a_horizon(), loose)
    assert error(result.frame.picture.pixels, horizon(), loose) < 8
    report = result.details.objects[0]
    assert report.regimes == 2
    assert [line.shape for line in report.lines] == ["straight"]


def test_the_ends_of_a_continued_line_are_in_the_pictures_own_coordinates():
    (line,) = remove(without(horizon(), disc()), disc(), snap=False).details.objects[0].lines
    assert line.start[1] == pytest.approx(119.5, abs=1)
    assert sorted((line.start[0], line.end[0])) == pytest.approx([133, 187], abs=4)


def test_every_pixel_outside_the_final_mask_stays():
    view = ball_before_a_horizon()
    frame = remove(view, disc(radius=28)).frame
    outside = frame.mask == 0
    assert np.array_equal(frame.picture.pixels[outside], view[outside])


def test_the_record_says_how_far_snapping_moved_the_mask():
    result = remove(ball_before_a_horizon(), disc(radius=28))
    report = result.details.objects[0]
    assert report.snapped_removed > 100
    assert report.pixels == np.count_nonzero(result.frame.mask)


def test_without_snapping_the_mask_stays_as_drawn():
    result = remove(ball_before_a_horizon(), disc(radius=28), snap=False)
    assert np.array_equal(result.frame.mask, disc(radius=28))
    assert result.details.objects[0].snap_reason == "snapping was not asked for"


def test_a_shadow_goes_along_when_asked():
    view = np.full((240, 320, 3), (150, 140, 120), np.float32)
    view[126:140, 165:215] *= 0.6
    view[disc(centre=(160, 120), radius=20) > 0] = (180, 60, 40)
    view, drawn = grained(view), disc(radius=21)
    alone = remove(view, drawn, snap=False)
    along = remove(view, drawn, snap=False, take_shadow=True)
    assert alone.details.objects[0].shadow == 0
    assert along.details.objects[0].shadow > 300
    assert along.frame.picture.pixels[133, 200].astype(float) == pytest.approx(
        [150, 140, 120], abs=12
    )


def test_two_objects_are_removed_one_by_one():
    mask = disc(centre=(80, 120), radius=16) | disc(centre=(240, 120), radius=16)
    result = remove(without(horizon(), mask), mask, snap=False)
    assert len(result.details.objects) == 2
    assert [region.source for region in result.frame.regions] == ["object", "object"]
    assert [region.id for region in result.frame.regions] == [0, 1]
    assert error(result.frame.picture.pixels, horizon(), mask) < 8


def test_a_region_tells_its_strategy_and_why():
    (region,) = remove(without(horizon(), disc()), disc()).frame.regions
    assert region.strategy in {"sides", "transfer"}
    assert "rim" in region.reason


def test_the_same_twice_is_the_same():
    view = ball_before_a_horizon()
    first, second = (remove(view, disc(radius=28)).frame for _ in range(2))
    assert np.array_equal(first.picture.pixels, second.picture.pixels)


def test_transparency_stays():
    alpha = np.full((240, 320), 77, np.uint8)
    assert np.array_equal(remove(horizon(), disc(), alpha=alpha).frame.picture.alpha, alpha)


def test_it_stops_when_cancelled():
    with pytest.raises(Cancelled):
        remove(horizon(), disc(), stop=Cancelled)


@pytest.mark.parametrize(
    ("mask", "says"),
    [
        (None, "needs a mask"),
        (np.zeros((240, 320), np.uint8), "empty"),
        (np.full((240, 320), 255, np.uint8), "whole picture"),
        (np.full((20, 20), 255, np.uint8), "20 x 20"),
    ],
)
def test_a_mask_that_cannot_be_used_is_refused(mask, says):
    with pytest.raises(StageError, match=says):
        remove(horizon(), mask)
