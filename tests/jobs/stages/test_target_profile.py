import numpy as np
import pytest
from pydantic import ValidationError

from jobs.stages.colour_profile import measure
from jobs.stages.contract import Params, Picture, StageError, nothing_registered
from jobs.stages.target_profile import Target, unsuitable, wanted
from tests.jobs.stages.colour_scenes import landscape


class Aiming(Params):
    target: Target = ""


@pytest.mark.parametrize("target", ["", "warm", "0" * 64])
def test_a_look_a_digest_and_nothing_are_targets(target):
    assert Aiming(target=target).target == target


@pytest.mark.parametrize("target", ["warmer", "0" * 63, "A" * 64])
def test_anything_else_is_refused_with_the_looks_there_are(target):
    with pytest.raises(ValidationError, match="give one of warm, cool"):
        Aiming(target=target)


def test_a_picture_s_profile_is_its_own():
    scene = landscape()
    assert wanted("0" * 64, landscape(8, 8), lambda digest: Picture(scene)) == measure(scene)


def test_a_look_s_profile_is_made_of_the_source():
    light, dark = landscape(), landscape() // 2
    assert wanted("warm", light, nothing_registered) != wanted("warm", dark, nothing_registered)


def test_a_picture_that_is_too_small_cannot_be_aimed_at():
    with pytest.raises(StageError, match="20 x 70 pixels"):
        wanted("0" * 64, landscape(), lambda digest: Picture(landscape(20, 70)))


def test_a_flat_or_transparent_picture_cannot_be_aimed_at():
    flat = np.full((80, 80, 3), 200, np.uint8)
    assert "one lightness" in str(unsuitable(Picture(flat)))
    scene = landscape()
    assert "transparent" in str(unsuitable(Picture(scene, np.zeros(scene.shape[:2], np.uint8))))
    assert unsuitable(Picture(scene)) is None
