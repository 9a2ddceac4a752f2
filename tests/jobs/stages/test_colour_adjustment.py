import numpy as np
import pytest
from pydantic import ValidationError

from jobs.stages.colour_adjustment import Adjustment, adjust
from jobs.stages.colour_profile import lab_pixels
from jobs.stages.looks import LOOKS
from tests.jobs.stages.colour_scenes import landscape


def test_the_default_changes_nothing_but_the_last_bit_of_a_few_values():
    scene = landscape()
    apart = np.abs(adjust(scene, Adjustment()).astype(int) - scene)
    assert apart.max() <= 1
    assert apart.mean() < 0.02


def test_a_share_of_nothing_is_no_change():
    for _, look in LOOKS.values():
        nothing = look.weakened(0)
        assert all(x == y for x, y in nothing.tone)
        assert (nothing.saturation, set(nothing.tints)) == (1, {(0, 0)})


def test_a_strip_ends_without_a_trace():
    tall = np.repeat(landscape(40, 8), 40, axis=0)
    look = LOOKS["matte"][1]
    assert np.array_equal(adjust(tall, look), np.repeat(adjust(tall[::40], look), 40, axis=0))


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_leaves_white_white_or_as_light_as_its_curve_says(name):
    look = LOOKS[name][1]
    ends = adjust(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8), look)
    lab = lab_pixels(ends)[0]
    assert lab[0, 0] == pytest.approx(look.tone[-1][1], abs=0.6)
    assert lab[1, 0] == pytest.approx(look.tone[0][1], abs=0.6)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_keeps_the_order_of_greys(name):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    lightness = lab_pixels(adjust(ramp, LOOKS[name][1]))[0, :, 0]
    assert np.diff(lightness).min() > -0.6


def test_warm_is_yellower_and_cool_is_bluer():
    scene = landscape()
    blue = {name: lab_pixels(adjust(scene, LOOKS[name][1]))[..., 2].mean() for name in LOOKS}
    assert blue["warm"] > lab_pixels(scene)[..., 2].mean() + 1 > blue["cool"] + 2


@pytest.mark.parametrize(
    "tone",
    [
        ((0, 0), (50, 60), (40, 70), (100, 100)),
        ((0, 0), (50, 60), (70, 40), (100, 100)),
        ((0, -1), (100, 100)),
        ((10, 10), (100, 100)),
    ],
)
def test_a_curve_that_turns_back_or_leaves_the_axis_is_refused(tone):
    with pytest.raises(ValidationError, match="tone curve"):
        Adjustment(tone=tone)


def test_work_stops_where_progress_says():
    def stop(done):
        raise RuntimeError("cancelled")

    with pytest.raises(RuntimeError, match="cancelled"):
        adjust(landscape(), LOOKS["warm"][1], stop)
