"""Enhancing: sharper, true to the source, without tile borders, and aligned where asked."""

import cv2
import numpy as np
import pytest
import skimage.data
from pydantic import ValidationError

from jobs.stages import upscale
from jobs.stages.contract import Cancelled, Context, Frame, Picture, StageError
from jobs.stages.enhance import STAGE, EnhanceParams
from jobs.stages.sharpness import mean_gradient
from jobs.stages.weights import Weights

WEIGHTS = Weights()
ORIGINAL = skimage.data.chelsea()[40:240, 90:350].copy()


def enlarged(scale, original=ORIGINAL):
    """The original scaled down, and enlarged again without anything learned."""
    size = int(original.shape[1] / scale), int(original.shape[0] / scale)
    small = cv2.resize(original, size, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, original.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return small, large


def enhanced(small, large, *, alpha=None, context=None, **params):
    frame = Frame(Picture(large, alpha), Picture(small))
    return STAGE.run(frame, EnhanceParams(**params), context or Context(WEIGHTS))


def largest_difference(a, b):
    return int(np.abs(a.astype(int) - b.astype(int)).max())


def test_what_upscale_gives_becomes_sharper():
    small, _ = enlarged(4)
    frame = Frame(Picture(small), Picture(small))
    large = upscale.run(frame, upscale.UpscaleParams(scale=4), Context(WEIGHTS)).frame.picture
    result = enhanced(small, large.pixels)
    assert mean_gradient(result.frame.picture.pixels) > 1.02 * mean_gradient(large.pixels)
    assert result.details.sharper > 1.02


@pytest.mark.parametrize("scale", [1.37, 2, 4])
def test_scaled_down_again_the_result_is_the_picture_scaled_down(scale):
    small, large = enlarged(scale)
    result = enhanced(small, large)
    held = cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    again = cv2.resize(
        result.frame.picture.pixels, small.shape[1::-1], interpolation=cv2.INTER_AREA
    )
    assert cv2.PSNR(again, held) >= 45
    assert result.details.fidelity_db >= 45


@pytest.mark.parametrize("scale", [1.37, 4])
def test_a_tile_border_cannot_be_found(scale):
    side = int(40 * scale)
    small, large = enlarged(scale, ORIGINAL[:side, : 2 * side])
    whole = enhanced(small, large, tile=512).frame.picture.pixels
    tiled = enhanced(small, large, tile=32)
    assert tiled.details.tiles > 1
    assert largest_difference(whole, tiled.frame.picture.pixels) <= 1


def test_no_strength_and_no_target_change_nothing():
    small, large = enlarged(2)
    assert np.array_equal(
        enhanced(small, large, strength=0, fidelity=0).frame.picture.pixels, large
    )


def test_alpha_and_source_stay():
    small, large = enlarged(2)
    alpha = np.full(large.shape[:2], 99, np.uint8)
    frame = enhanced(small, large, alpha=alpha).frame
    assert frame.picture.alpha is alpha
    assert frame.source.pixels is small


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (3, 5)])
def test_tiny_and_thin_pictures_are_enhanced(shape):
    small = np.full((*shape, 3), 90, np.uint8)
    large = np.full((2 * shape[0], 2 * shape[1], 3), 90, np.uint8)
    assert largest_difference(enhanced(small, large).frame.picture.pixels, large) <= 2


def test_a_look_brings_the_picture_nearer_to_it_and_keeps_its_detail():
    small, large = enlarged(2)
    alignment = enhanced(small, large, target="warm").details.alignment
    assert alignment.after.delta_e < alignment.before.delta_e
    assert alignment.fidelity_db > 40


def test_a_reference_picture_of_another_size_is_fetched_by_its_digest():
    small, large = enlarged(2)
    asked = []

    def fetch(digest):
        asked.append(digest)
        return Picture(skimage.data.coffee()[:100, :150].copy())

    digest = "ab" * 32
    result = enhanced(small, large, target=digest, context=Context(WEIGHTS, fetch=fetch))
    assert asked == [digest]
    assert result.details.alignment.target == digest


def test_without_a_target_nothing_is_aligned():
    small, large = enlarged(4)
    assert enhanced(small, large).details.alignment is None


def test_what_was_not_enlarged_is_refused():
    with pytest.raises(StageError, match="Put upscale before this step"):
        enhanced(ORIGINAL, ORIGINAL)


@pytest.mark.parametrize(
    ("param", "value"), [("scale", 0), ("scale", 100), ("strength", 4), ("target", "no such look")]
)
def test_params_out_of_range_are_refused(param, value):
    with pytest.raises(ValidationError, match=param):
        EnhanceParams(**{param: value})


def test_progress_is_told_for_every_tile_and_cancels_within_one():
    told = []
    context = Context(
        WEIGHTS,
        report=lambda fraction, note="": told.append(note),
        stop=lambda: Cancelled() if "tile 2 of 4" in told else None,
    )
    small, large = enlarged(4)
    with pytest.raises(Cancelled):
        enhanced(small, large, tile=33, context=context)
    assert told == ["loading the network", "tile 1 of 4", "tile 2 of 4"]


def test_pins_name_the_network_by_its_digest():
    (pin,) = (pin for pin in STAGE.pins(EnhanceParams(), Weights()) if pin.role == "enhancer")
    assert (pin.id, len(pin.sha256)) == ("enhance-net", 64)


def test_pins_name_every_library_that_the_pixels_depend_on():
    libraries = {pin.id for pin in STAGE.pins(EnhanceParams(), Weights()) if pin.role == "library"}
    assert libraries == {"torch", "opencv", "numpy", "scipy", "scikit-image"}
