import cv2
import numpy as np
import pytest

from jobs.stages.alignment import LEAST_SLOPE, MOST_SLOPE, MOST_TINT, Aim, Limits, align
from jobs.stages.colour_profile import in_short, lab_pixels, measure, reduced
from jobs.stages.contract import Picture
from jobs.stages.looks import LOOKS
from tests.jobs.stages.colour_scenes import faded, landscape

DIGEST = "a" * 64


def aligned(pixels, target, reference=None, source=None, **limits):
    source = pixels if source is None else source
    aim = Aim.of(target, source, lambda digest: Picture(reference))
    return align(pixels, aim, Limits(**limits), (source.shape[1], source.shape[0]))


def test_a_faded_picture_comes_back_to_what_it_was():
    scene = landscape()
    _, told = aligned(faded(scene), DIGEST, scene, most_changed=30)
    assert told.after.delta_e < 0.35 * told.before.delta_e
    assert told.after.histogram < 0.35 * told.before.histogram


def test_a_reference_of_another_size_and_shape_serves_as_well():
    scene = landscape()
    other = cv2.resize(scene, (333, 150), interpolation=cv2.INTER_CUBIC)
    _, told = aligned(faded(scene), DIGEST, other, most_changed=30)
    assert told.after.delta_e < 0.4 * told.before.delta_e


def test_what_was_aimed_at_stands_in_the_record_as_the_references_own_numbers():
    reference = landscape(seed=4)
    _, told = aligned(landscape(), DIGEST, reference)
    assert told.aim == in_short(measure(reference))
    dark, *_, light = np.percentile(lab_pixels(reduced(reference))[..., 0], (1, 50, 99))
    assert told.aim.lightness[0] == pytest.approx(dark, abs=0.01)
    assert told.aim.lightness[-1] == pytest.approx(light, abs=0.01)


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_is_reached(name):
    _, told = aligned(landscape(), name)
    assert told.after.delta_e < max(0.4, 0.25 * told.before.delta_e)
    assert told.strength == 1


def test_pixels_move_no_further_than_let():
    scene = landscape()
    _, told = aligned(scene, DIGEST, landscape(seed=4)[::-1] // 3, most_changed=3)
    assert told.changed == pytest.approx(3, abs=0.4)
    assert 0 < told.strength < 1


def test_a_strength_of_zero_changes_no_pixel():
    scene = landscape()
    pixels, told = aligned(scene, "warm", strength=0)
    assert np.array_equal(pixels, scene)
    assert told.before == told.after


def test_a_fitted_curve_keeps_its_slope_and_its_tints_within_limits():
    tiny_range = np.clip(landscape() // 8 + 120, 0, 255).astype(np.uint8)
    _, told = aligned(tiny_range, DIGEST, landscape()[..., ::-1].copy(), most_changed=50)
    inner = np.array(told.adjustment.tone[1:-1])
    slopes = np.diff(inner[:, 1]) / np.diff(inner[:, 0])
    assert slopes.min() > LEAST_SLOPE - 0.01
    assert slopes.max() < MOST_SLOPE + 0.01
    assert np.abs(told.adjustment.tints).max() <= MOST_TINT


def test_scaled_down_again_the_enlarged_result_is_the_source_aligned():
    scene = landscape()
    large = cv2.resize(scene, None, fx=3, fy=3, interpolation=cv2.INTER_LANCZOS4)
    _, told = aligned(large, "crisp", source=scene)
    assert told.fidelity_db > 45


@pytest.mark.parametrize("size", [(1, 1), (1, 10_000), (5, 2)])
@pytest.mark.parametrize("target", ["matte", DIGEST])
def test_pictures_without_a_range_of_tones_pass(size, target):
    flat = np.full((*size, 3), 90, np.uint8)
    pixels, told = aligned(flat, target, landscape())
    assert pixels.shape == flat.shape
    assert told.after.delta_e <= told.before.delta_e


def test_a_grey_picture_stays_smooth_under_a_reference_in_colour():
    grey = np.repeat(np.linspace(0, 255, 128).astype(np.uint8)[None, :, None], 3, axis=2)
    pixels, _ = aligned(np.repeat(grey, 80, axis=0), DIGEST, landscape())
    assert np.abs(np.diff(pixels[0].astype(int), axis=0)).max() <= 6
