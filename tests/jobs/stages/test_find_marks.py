"""Registered marks on a photo, found and masked."""

import numpy as np
import pytest
from pydantic import ValidationError

from jobs.stages.contract import Context, Region, StageError
from jobs.stages.find_marks import FindMarksParams, run
from jobs.stages.marks.placement import Placement
from jobs.stages.weights import Weights
from tests.jobs.stages.marks import scenes


def params(*pictures, **more):
    marks = [
        {"name": f"mark {index}", "sha256": scenes.digest(picture)}
        for index, picture in enumerate(pictures)
    ]
    return FindMarksParams.model_validate({"marks": marks, **more})


def test_a_turned_half_transparent_mark_is_found_where_it_lies():
    pixels, alpha = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.35)
    done = run(scenes.frame(pixels), params(scenes.emblem()), scenes.context(scenes.emblem()))
    (region,) = done.frame.regions
    assert region.source == "mark"
    assert region.text == "mark 0"
    assert region.mark.sha256 == scenes.digest(scenes.emblem())
    x, y = np.mean(region.polygon, axis=0)
    assert scenes.near(Placement(x, y, region.mark.scale, region.mark.turn), scenes.HERE)
    assert (done.frame.mask[alpha > 0.05] == 255).all()
    assert done.details.found == 1


def test_an_opaque_mark_is_no_more_than_opaque():
    pixels, _ = scenes.laid(scenes.ground(), scenes.ladder(), scenes.HERE, 1.0)
    done = run(scenes.frame(pixels), params(scenes.ladder()), scenes.context(scenes.ladder()))
    (region,) = done.frame.regions
    assert 0.7 < region.mark.opacity <= 1


def test_every_copy_is_found_and_no_other_mark():
    pixels = scenes.ground()
    places = [Placement(50, 50, 0.8, 0), Placement(180, 60, 1.2, -10), Placement(110, 135, 1.0, 0)]
    for place in places:
        pixels, _ = scenes.laid(pixels, scenes.emblem(), place, 0.6)
    pictures = (scenes.emblem(), scenes.ladder())
    done = run(scenes.frame(pixels), params(*pictures), scenes.context(*pictures))
    assert [count.found for count in done.details.marks] == [3, 0]


def test_a_copy_that_hardly_shows_is_found_by_the_lattice_of_its_siblings():
    pixels = scenes.ground(300, 240)
    pixels[80:160, 110:190] = np.random.default_rng(1).integers(0, 255, (80, 80, 3))
    for y in (40, 120, 200):
        for x in (50, 150, 250):
            pixels, _ = scenes.laid(pixels, scenes.emblem(), Placement(x, y, 1.0, 5.0), 0.4)
    done = run(scenes.frame(pixels), params(scenes.emblem()), scenes.context(scenes.emblem()))
    assert done.details.found == 9
    middle = min(
        done.frame.regions, key=lambda one: np.hypot(*(np.mean(one.polygon, axis=0) - (150, 120)))
    )
    assert "lattice" in middle.reason


def test_a_photo_without_marks_keeps_an_empty_mask():
    picture = scenes.emblem()
    done = run(scenes.frame(scenes.ground()), params(picture), scenes.context(picture))
    assert done.frame.regions == ()
    assert not done.frame.mask.any()


def test_what_was_masked_before_stays_masked():
    before = np.zeros((180, 240), np.uint8)
    before[10:30, 10:60] = 255
    text = Region(id=0, source="ocr", polygon=((10, 10), (59, 10), (59, 29), (10, 29)), text="Hi")
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.6)
    picture = scenes.emblem()
    done = run(scenes.frame(pixels, before, (text,)), params(picture), scenes.context(picture))
    assert (done.frame.mask[before > 0] == 255).all()
    assert [region.source for region in done.frame.regions] == ["ocr", "mark"]
    assert [region.id for region in done.frame.regions] == [0, 1]


def test_a_line_read_in_a_mark_is_left_to_the_mark():
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.6)
    before = np.zeros((180, 240), np.uint8)
    before[80:100, 135:165] = 255
    own = Region(id=0, source="ocr", polygon=((135, 80), (164, 80), (164, 99), (135, 99)))
    picture = scenes.emblem()
    done = run(scenes.frame(pixels, before, (own,)), params(picture), scenes.context(picture))
    assert [region.source for region in done.frame.regions] == ["mark"]
    assert done.details.lettering == 1


def test_without_marks_the_frame_goes_on_as_it_came():
    mask = np.zeros((180, 240), np.uint8)
    given = scenes.frame(scenes.ground(), mask)
    done = run(given, FindMarksParams(), scenes.context())
    assert done.frame.mask is mask
    assert done.frame.picture is given.picture


def test_a_mark_that_nobody_holds_is_refused_with_what_to_do():
    with pytest.raises(StageError, match="--mark"):
        run(scenes.frame(scenes.ground()), params(scenes.emblem()), Context(Weights()))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"smallest": 2, "largest": 1}, "smallest"),
        ({"marks": [{"name": "a", "sha256": "0" * 64}] * 2}, "two marks"),
        ({"marks": [{"name": "a", "sha256": "x"}]}, "sha256"),
    ],
)
def test_params_that_cannot_be_are_refused(values, words):
    with pytest.raises(ValidationError, match=words):
        FindMarksParams.model_validate(values)
