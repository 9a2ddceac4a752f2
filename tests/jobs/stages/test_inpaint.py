"""The stage inpaint: what it fills, keeps, chooses and refuses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.benchmarks.text_removal import psnr
from jobs.stages import inpaint
from jobs.stages.contract import Cancelled, Context, Frame, Picture, StageError
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.removal.views import disc as views_disc
from tests.jobs.stages.removal.views import error, horizon, without


def fill(pixels, mask, *, seed=0, alpha=None, stop=lambda: None, **params):
    frame = Frame(Picture(pixels, alpha), Picture(pixels, alpha), mask)
    context = Context(Weights(), seed=seed, stop=stop)
    return inpaint.run(frame, inpaint.InpaintParams(**params), context)


def disc(shape, radius=30) -> np.ndarray:
    mask = np.zeros(shape[:2], np.uint8)
    cv2.circle(mask, (shape[1] // 2, shape[0] // 2), radius, 255, -1)
    return mask


def test_every_pixel_outside_the_mask_stays():
    drawn = lettered()
    result = fill(drawn.pixels, drawn.mask).frame
    outside = result.mask == 0
    assert np.array_equal(result.picture.pixels[outside], drawn.pixels[outside])


def test_removed_letters_come_close_to_the_photo():
    drawn = lettered()
    mask = cv2.dilate(drawn.mask, np.ones((3, 3), np.uint8))
    assert psnr(fill(drawn.pixels, mask).frame.picture.pixels, photo()) > 38


def test_a_thin_hole_is_filled_better_than_by_fast_marching():
    drawn = lettered()
    mask = cv2.dilate(drawn.mask, np.ones((3, 3), np.uint8))
    marched = cv2.inpaint(drawn.pixels, mask, 3, cv2.INPAINT_TELEA)
    ours = psnr(fill(drawn.pixels, mask).frame.picture.pixels, photo())
    assert ours > psnr(marched, photo())


def test_a_wide_hole_in_a_smooth_ramp_continues_it():
    ramp = np.repeat(np.tile(np.arange(200, dtype=np.uint8), (160, 1))[:, :, None], 3, axis=2)
    holed, mask = ramp.copy(), disc(ramp.shape)
    holed[mask > 0] = 255
    filled = fill(holed, mask)
    assert filled.details.holes[0].method in ("smooth", "edges")
    assert np.abs(filled.frame.picture.pixels.astype(int) - ramp).max() <= 2


def test_a_wide_hole_in_texture_gets_texture():
    gravel = np.repeat(skimage.data.gravel()[:240, :240, None], 3, axis=2)
    holed, mask = gravel.copy(), disc(gravel.shape)
    holed[mask > 0] = 255
    filled = fill(holed, mask, strategy="patch")
    assert filled.details.holes[0].method == "texture"
    inside = filled.frame.picture.pixels[mask > 0].std()
    assert inside > 0.6 * gravel[mask == 0].std()


def test_a_repeating_pattern_is_continued():
    pattern = skimage.data.checkerboard()[:160, :160]
    pattern = np.repeat(pattern[:, :, None], 3, axis=2).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 30, pattern.shape)
    pattern = np.clip(pattern // 2 + 40 + noise, 0, 255).astype(np.uint8)
    holed, mask = pattern.copy(), disc(pattern.shape, 20)
    holed[mask > 0] = 0
    filled = fill(holed, mask, strategy="patch").frame.picture.pixels
    assert psnr(filled[mask > 0], pattern[mask > 0]) > 15


def test_the_same_seed_gives_the_same_bytes_and_threads_change_nothing():
    drawn = lettered()
    first = fill(drawn.pixels, drawn.mask, seed=5).frame.picture.pixels
    frame = Frame(Picture(drawn.pixels), Picture(drawn.pixels), drawn.mask)
    alone = Context(Weights(WeightsSettings(threads=1)), seed=5)
    second = inpaint.run(frame, inpaint.InpaintParams(), alone).frame.picture.pixels
    assert np.array_equal(first, second)


def test_alpha_is_handed_on():
    alpha = np.full(photo().shape[:2], 90, np.uint8)
    drawn = lettered()
    assert fill(drawn.pixels, drawn.mask, alpha=alpha).frame.picture.alpha is alpha


def test_an_empty_mask_changes_nothing():
    result = fill(photo(), np.zeros(photo().shape[:2], np.uint8))
    assert np.array_equal(result.frame.picture.pixels, photo())
    assert result.details.replaced == 0
    assert "the mask is empty" in result.details.note


def test_a_drawn_mask_becomes_regions_with_a_strategy():
    region = fill(photo(), disc(photo().shape), strategy="patch").frame.regions[0]
    assert (region.source, region.strategy) == ("drawn", "patch")


def test_the_refusal_of_a_configured_model_is_known_before_a_run(tmp_path):
    unfit = WeightsSettings(inpaint_model=str(tmp_path))
    for strategy in ("model", "hybrid"):
        asked = inpaint.InpaintParams(strategy=strategy)
        assert "IMPRIMATUR_INPAINT_MODEL" in inpaint.STAGE.refusal(asked, unfit)
        assert inpaint.STAGE.refusal(asked, WeightsSettings()) is None
    assert inpaint.STAGE.refusal(inpaint.InpaintParams(strategy="patch"), unfit) is None


def test_each_hole_reports_its_numbers_and_its_time():
    report = fill(photo(), disc(photo().shape)).details.holes[0]
    assert (report.area, report.regimes > 0, report.expected_error > 0) == (2821, True, True)
    assert report.seconds > 0


def test_a_mask_over_the_whole_picture_is_refused():
    with pytest.raises(StageError, match="whole picture"):
        fill(photo(), np.full(photo().shape[:2], 255, np.uint8))


def test_no_mask_is_refused():
    with pytest.raises(StageError, match="needs a mask"):
        fill(photo(), None)


def test_cancelling_stops_the_fill():
    with pytest.raises(Cancelled):
        fill(photo(), disc(photo().shape), stop=Cancelled)


def test_a_wide_hole_across_a_horizon_is_continued_and_the_record_says_so():
    view, mask = horizon(), views_disc()
    result = fill(without(view, mask), mask)
    (report,) = result.details.holes
    assert (report.strategy, result.details.continued) == ("object", 1)
    assert report.method in {"sides", "transfer"}
    assert result.frame.regions[0].strategy == "object"
    assert error(result.frame.picture.pixels, view, mask) < 8
