"""Half-transparent marks taken off again."""

import numpy as np
import pytest

from jobs.stages import dilate, inpaint
from jobs.stages.contract import RESTORED, Lettering, PlacedMark, Region, StageError
from jobs.stages.dilation import AdjustDilationParams
from jobs.stages.regions import outline_mask
from jobs.stages.unblend import UnblendParams, run
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.marks import scenes
from tests.jobs.stages.overlay.strokes import INK, strokes


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


def patched(frame):
    """The frame with what is masked filled."""
    context = scenes.context(scenes.emblem())
    return inpaint.run(frame, inpaint.InpaintParams(strategy="patch"), context).frame


@pytest.fixture(scope="module")
def done():
    """What became of a faint mark."""
    frame, _, _ = found(0.4)
    return run(frame, UnblendParams(), scenes.context(scenes.emblem()))


@pytest.fixture(scope="module")
def restored(done):
    """The same with the rest of its mask filled."""
    return patched(done.frame)


def test_a_faint_mark_comes_off_nearer_the_truth_than_filling_does(done, restored):
    frame, clean, alpha = found(0.4)
    part = alpha > 0.02
    ours = psnr(restored.picture.pixels[part], clean[part])
    assert ours > psnr(patched(frame).picture.pixels[part], clean[part]) + 6
    assert ours > 35
    (report,) = done.details.marks
    assert report.opacity == pytest.approx(0.4, abs=0.02)


def test_only_pixels_inside_the_mask_change_and_restored_ones_say_so(done):
    frame, _, _ = found(0.4)
    changed = (done.frame.picture.pixels != frame.picture.pixels).any(axis=2)
    assert not (changed & (frame.mask == 0)).any()
    assert (done.frame.mask[changed] == RESTORED).all()
    assert ((done.frame.mask > 0) == (frame.mask > 0)).all()


def test_filling_leaves_what_was_restored_and_counts_it_as_replaced(done, restored):
    kept = done.frame.mask == RESTORED
    assert (restored.picture.pixels[kept] == done.frame.picture.pixels[kept]).all()
    assert (restored.mask[done.frame.mask > 0] == 255).all()
    assert restored.regions[0].strategy == "unblend"


def test_an_opaque_mark_is_left_to_be_filled_with_the_reason():
    frame, _, _ = found(1.0)
    done = run(frame, UnblendParams(), scenes.context(scenes.emblem()))
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
    done = run(given, UnblendParams(), scenes.context(scenes.emblem()))
    assert done.details.unblended == 0
    assert "neither is trusted" in done.details.marks[0].reason


def test_text_that_crosses_a_mark_stays_masked():
    frame, _, _ = found(0.4)
    text = Region(id=1, source="ocr", polygon=((90, 85), (210, 85), (210, 100), (90, 100)))
    mask = frame.mask.copy()
    mask[85:101, 90:211] = 255
    given = scenes.frame(frame.picture.pixels, mask, (*frame.regions, text))
    done = run(given, UnblendParams(), scenes.context(scenes.emblem()))
    assert (done.frame.mask[86:100, 91:210] == 255).all()


def test_without_marks_nothing_happens():
    mask = np.zeros((180, 240), np.uint8)
    given = scenes.frame(scenes.ground(), mask)
    assert run(given, UnblendParams(), scenes.context()).frame.mask is mask


def test_without_a_mask_it_says_what_to_put_before_it():
    with pytest.raises(StageError, match="find_marks"):
        run(scenes.frame(scenes.ground()), UnblendParams(), scenes.context())


def see_through(opacity):
    """A frame as adjust_dilation leaves it, and the clean pixels."""
    scene = strokes(opacity)
    mask = np.where(scene.covered, 255, 0).astype(np.uint8)
    region = Region(
        id=0,
        source="ocr",
        polygon=((22, 14), (198, 14), (198, 56), (22, 56)),
        text="IIII",
        lettering=Lettering(opacity=opacity, colour=INK),
    )
    return scenes.frame(scene.pixels, mask, (region,)), scene.clean


def test_a_shadow_that_the_mask_was_shaped_with_comes_off():
    drawn = lettered(shadow=(3, 3, 1.0, 0.8))
    outline = ((56.0, 92.0), (270.0, 92.0), (270.0, 136.0), (56.0, 136.0))
    region = Region(id=0, source="ocr", polygon=outline)
    height, width = drawn.mask.shape
    located = scenes.frame(drawn.pixels, outline_mask([outline], width, height), (region,))
    params = AdjustDilationParams(check_legibility=False)
    shaped = dilate.run(located, params, scenes.context()).frame
    done = run(shaped, UnblendParams(), scenes.context())
    (report,) = done.details.letters
    assert report.shadow > 100
    assert "of its shadow un-blended" in done.frame.regions[0].reason
    back = done.frame.mask == RESTORED
    assert back.sum() == report.shadow + report.restored
    assert np.abs(done.frame.picture.pixels[back].astype(float) - photo()[back]).mean() < 6


def test_see_through_letters_come_off_and_the_rest_of_their_mask_is_left_to_fill():
    frame, clean = see_through(0.6)
    done = run(frame, UnblendParams(), scenes.context())
    restored = done.frame.mask == RESTORED
    assert restored.sum() > 0.3 * (frame.mask > 0).sum()
    assert ((done.frame.mask > 0) == (frame.mask > 0)).all()
    assert psnr(done.frame.picture.pixels[restored], clean[restored]) > 28
    assert done.frame.regions[0].strategy == "unblend"
    assert done.details.restored == restored.sum()
    assert done.details.letters[0].opacity == pytest.approx(0.6, abs=0.1)


def test_letters_that_hide_their_ground_are_left_to_be_filled_with_the_reason():
    frame, _ = see_through(1.0)
    done = run(frame, UnblendParams(), scenes.context())
    assert done.frame.picture is frame.picture
    assert done.frame.mask is frame.mask
    assert "left to be filled" in done.frame.regions[0].reason


def test_letters_can_be_left_alone():
    frame, _ = see_through(0.6)
    done = run(frame, UnblendParams(letters=False), scenes.context())
    assert done.frame.mask is frame.mask
    assert done.details.letters == ()


def test_letters_leave_what_was_drawn_over_by_a_person():
    frame, _ = see_through(0.6)
    drawn = Region(id=1, source="drawn", polygon=((20, 10), (110, 10), (110, 60), (20, 60)))
    given = scenes.frame(frame.picture.pixels, frame.mask, (*frame.regions, drawn))
    done = run(given, UnblendParams(), scenes.context())
    assert not (done.frame.mask[:, :110] == RESTORED).any()
    assert (done.frame.mask[:, 112:] == RESTORED).any()
