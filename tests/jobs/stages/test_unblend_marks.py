"""Half-transparent marks taken off again."""

import numpy as np
import pytest

from jobs.stages import inpaint
from jobs.stages.contract import RESTORED, PlacedMark, Region, StageError
from jobs.stages.unblend_marks import UnblendMarksParams, run
from tests.jobs.stages.marks import scenes


def found(opacity, picture=None):
    """A frame as find_marks leaves it, the clean pixels, and the mark's alpha."""
    picture = picture or scenes.emblem()
    clean = scenes.ground()
    pixels, alpha = scenes.laid(clean, picture, scenes.HERE, opacity)
    mask = np.where(alpha > 0.02, 255, 0).astype(np.uint8)
    height, width = picture.pixels.shape[:2]
    corners = scenes.HERE.corners((width, height))
    region = Region(
        id=0,
        source="mark",
        polygon=tuple(map(tuple, corners.tolist())),
        text="House mark",
        mark=PlacedMark(
            sha256=scenes.digest(picture), scale=scenes.HERE.scale, turn=scenes.HERE.turn,
            opacity=opacity,
        ),
    )  # fmt: skip
    return scenes.frame(pixels, mask, (region,)), clean, alpha


def psnr(one, other):
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return 10 * np.log10(255**2 / error)


def test_a_faint_mark_comes_off_nearer_the_truth_than_filling_does():
    frame, clean, alpha = found(0.4)
    context = scenes.context(scenes.emblem())
    done = run(frame, UnblendMarksParams(), context)
    part = alpha > 0.02
    restored = inpaint.run(done.frame, inpaint.InpaintParams(strategy="patch"), context)
    filled = inpaint.run(frame, inpaint.InpaintParams(strategy="patch"), context)
    ours = psnr(restored.frame.picture.pixels[part], clean[part])
    assert ours > psnr(filled.frame.picture.pixels[part], clean[part]) + 6
    assert ours > 35
    (report,) = done.details.marks
    assert report.opacity == pytest.approx(0.4, abs=0.02)


def test_only_pixels_inside_the_mask_change_and_restored_ones_say_so():
    frame, _, _ = found(0.4)
    done = run(frame, UnblendMarksParams(), scenes.context(scenes.emblem()))
    changed = (done.frame.picture.pixels != frame.picture.pixels).any(axis=2)
    assert not (changed & (frame.mask == 0)).any()
    assert (done.frame.mask[changed] == RESTORED).all()
    assert ((done.frame.mask > 0) == (frame.mask > 0)).all()


def test_filling_leaves_what_was_restored_and_counts_it_as_replaced():
    frame, _, _ = found(0.4)
    context = scenes.context(scenes.emblem())
    done = run(frame, UnblendMarksParams(), context).frame
    filled = inpaint.run(done, inpaint.InpaintParams(strategy="patch"), context).frame
    kept = done.mask == RESTORED
    assert (filled.picture.pixels[kept] == done.picture.pixels[kept]).all()
    assert (filled.mask[done.mask > 0] == 255).all()
    assert filled.regions[0].strategy == "unblend"


def test_an_opaque_mark_is_left_to_be_filled_with_the_reason():
    frame, _, _ = found(1.0)
    done = run(frame, UnblendMarksParams(), scenes.context(scenes.emblem()))
    assert done.frame.picture is frame.picture
    assert done.frame.mask is frame.mask
    (report,) = done.details.marks
    assert report.restored == 0
    assert "left to be filled" in report.reason


def test_an_opacity_that_was_found_otherwise_is_not_trusted():
    frame, _, _ = found(0.4)
    (region,) = frame.regions
    doubtful = region.model_copy(update={"mark": region.mark.model_copy(update={"opacity": 0.9})})
    given = scenes.frame(frame.picture.pixels, frame.mask, (doubtful,))
    done = run(given, UnblendMarksParams(), scenes.context(scenes.emblem()))
    assert done.details.unblended == 0
    assert "neither is trusted" in done.details.marks[0].reason


def test_text_that_crosses_a_mark_stays_masked():
    frame, _, _ = found(0.4)
    text = Region(id=1, source="ocr", polygon=((90, 85), (210, 85), (210, 100), (90, 100)))
    mask = frame.mask.copy()
    mask[85:101, 90:211] = 255
    given = scenes.frame(frame.picture.pixels, mask, (*frame.regions, text))
    done = run(given, UnblendMarksParams(), scenes.context(scenes.emblem()))
    assert (done.frame.mask[86:100, 91:210] == 255).all()


def test_without_marks_nothing_happens():
    mask = np.zeros((180, 240), np.uint8)
    given = scenes.frame(scenes.ground(), mask)
    assert run(given, UnblendMarksParams(), scenes.context()).frame.mask is mask


def test_without_a_mask_it_says_what_to_put_before_it():
    with pytest.raises(StageError, match="find_marks"):
        run(scenes.frame(scenes.ground()), UnblendMarksParams(), scenes.context())
