"""The stage adjust_dilation: letters inside outlines, grown as far as they need."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from jobs.benchmarks.lettering import Style, render
from jobs.stages import dilate
from jobs.stages.contract import EDGE, Context, Frame, Picture, Region, StageError
from jobs.stages.dilation import AdjustDilationParams, dilation
from jobs.stages.glyphs import Glyphs
from jobs.stages.legibility import still_legible
from jobs.stages.nudges import Nudge
from jobs.stages.regions import disk, outline_mask
from jobs.stages.text_reader import reader
from jobs.stages.weights import Weights
from tests.jobs.stages.lettered import lettered, photo

NUDGED = (Nudge(region=0, pixels=6),)
OUTLINE = ((56.0, 92.0), (270.0, 92.0), (270.0, 136.0), (56.0, 136.0))
AROUND_A_WORD = ((56.0, 92.0), (130.0, 92.0), (130.0, 136.0), (56.0, 136.0))


def located(pixels, outline=OUTLINE, **region) -> Frame:
    mask = outline_mask([outline], pixels.shape[1], pixels.shape[0])
    found = Region(**{"id": 0, "source": "ocr", "polygon": outline} | region)
    return Frame(Picture(pixels), Picture(pixels), mask, (found,))


def adjust(weights, frame, **params):
    return dilate.run(frame, AdjustDilationParams(**params), Context(weights))


def word(**region) -> Frame:
    """A piece of the photo with a short word: as much of a line as most questions need."""
    pixels = np.ascontiguousarray(lettered("Bay").pixels[60:170, 20:170])
    moved = tuple((x - 20, y - 60) for x, y in AROUND_A_WORD)
    return located(pixels, moved, **region)


@pytest.fixture(scope="module")
def line(weights):
    """What became of the line on the photo, its region's id 4: several tests look at it."""
    return adjust(weights, located(lettered().pixels, id=4))


@pytest.fixture(scope="module")
def ungrown(weights):
    """What became of the short word with a factor of nought."""
    return adjust(weights, word(), factor=0)


@pytest.mark.parametrize(
    "style",
    [
        {"colour": (20, 20, 24)},
        {"colour": (255, 220, 0), "outline": 2},
        {"shadow": (3, 3, 1.0, 0.8)},
        {"opacity": 0.6},
    ],
    ids=["black", "outlined", "shadowed", "see-through"],
)
def test_the_mask_covers_the_letters_and_spares_the_ground(weights, style):
    drawn = lettered(**style)
    covers_and_spares(adjust(weights, located(drawn.pixels)).frame.mask, drawn.mask > 0)


def test_the_mask_covers_white_letters_and_spares_the_ground(line):
    covers_and_spares(line.frame.mask, lettered().mask > 0)


def covers_and_spares(mask, letters):
    assert (mask[letters] > 0).mean() > 0.92
    outside = outline_mask([OUTLINE], mask.shape[1], mask.shape[0]) > 0
    assert (mask[outside & ~letters] > 0).mean() < 0.65


def test_letters_shaded_into_their_grounds_colour_are_covered_for_the_most_part(weights):
    drawn = lettered(bottom_colour=(230, 30, 40))
    mask = adjust(weights, located(drawn.pixels)).frame.mask
    assert (mask[drawn.mask > 0] > 0).mean() > 0.85


def test_the_region_records_stroke_contrast_texture_and_reason(line):
    region = line.frame.regions[0]
    assert 2 < region.stroke_width < 7
    assert region.contrast > 40
    assert region.texture is not None
    assert region.dilation is not None
    assert "stroke" in region.reason


def test_the_letters_evidence_labels_each_regions_ungrown_letters(line):
    letters = line.pictures["letters"]
    assert set(np.unique(letters)) == {0, 5}
    grown = disk(int(line.frame.regions[0].dilation))
    assert np.array_equal(cv2.dilate(letters, grown) > 0, line.frame.mask == 255)


def test_beside_the_mask_lies_its_soft_edge_unless_none_is_asked_for(weights, line):
    mask = line.frame.mask
    inside = np.where(mask == 255, mask, 0).astype(np.uint8)
    assert (mask == EDGE).any()
    assert (cv2.dilate(inside, disk(2))[mask == EDGE] > 0).all()
    without = adjust(weights, located(lettered().pixels, id=4), soft_edge=False)
    assert np.array_equal(without.frame.mask, inside)


def test_a_nudge_takes_the_place_of_the_chosen_dilation(weights, line):
    nudge = Nudge(region=4, pixels=6)
    nudged = adjust(weights, located(lettered().pixels, id=4), nudges=(nudge,))
    region = nudged.frame.regions[0]
    assert region.dilation == 6
    before = line.frame.regions[0]
    assert region.reason == (
        f"nudged by a person from {before.dilation:.0f} to 6 px; {before.reason}"
    )
    assert np.array_equal(nudged.pictures["letters"], line.pictures["letters"])
    grown = cv2.dilate(nudged.pictures["letters"], disk(6))
    assert np.array_equal(grown > 0, nudged.frame.mask == 255)
    assert nudged.details.nudged == 1


def test_a_drawn_part_can_be_nudged(weights):
    mask = np.zeros(photo().shape[:2], np.uint8)
    mask[40:80, 50:120] = 255
    result = adjust(weights, Frame(Picture(photo()), Picture(photo()), mask), nudges=NUDGED)
    assert np.array_equal(result.frame.mask, cv2.dilate(mask, disk(6)))
    assert result.frame.regions[0].reason == "nudged by a person from 0 to 6 px"


def test_a_nudge_of_a_region_that_is_not_there_is_refused(weights):
    with pytest.raises(StageError, match="nudges names region 0, which is none of the mask's 1"):
        adjust(weights, located(lettered().pixels, id=3), nudges=NUDGED)


def test_a_region_nudged_twice_is_refused():
    with pytest.raises(ValidationError, match="region 0 is nudged twice"):
        AdjustDilationParams(nudges=NUDGED * 2)


def test_an_id_that_a_byte_cannot_hold_is_counted_as_unlabelled(weights):
    result = adjust(weights, word(id=254))
    assert not result.pictures["letters"].any()
    assert result.details.unlabelled == 1


def test_a_factor_of_nought_leaves_the_letters_as_they_were_found(ungrown):
    assert ungrown.frame.regions[0].dilation == 0
    assert ungrown.frame.mask.any()
    assert np.array_equal(ungrown.pictures["letters"] > 0, ungrown.frame.mask == 255)


def test_a_larger_factor_grows_the_letters_further(weights, ungrown):
    assert adjust(weights, word(), factor=2).details.masked > ungrown.details.masked


def test_the_most_is_never_passed(weights):
    region = adjust(weights, word(), factor=4, max_dilation=3).frame.regions[0]
    assert region.dilation == 3


def test_doubt_dilates_more():
    glyphs = Glyphs(np.zeros((1, 1), np.uint8), 8.0, 60.0, 30.0, 0.9)
    params = AdjustDilationParams()
    sure, doubtful = (
        dilation(
            Region(id=0, source="ocr", polygon=OUTLINE, detection_confidence=confidence),
            glyphs,
            params,
        )[0]
        for confidence in (1.0, 0.5)
    )
    assert doubtful > sure


def test_an_outline_without_letters_is_left_as_it_is(weights):
    sky = np.tile(np.linspace(90, 180, 360).astype(np.uint8)[None, :, None], (240, 1, 3))
    result = adjust(weights, located(sky, recognition_confidence=0.2))
    assert not result.frame.mask.any()
    assert "left as it is" in result.frame.regions[0].reason


def test_a_trial_fill_leaves_nothing_to_read(weights, line):
    filled = cv2.inpaint(lettered().pixels, line.frame.mask, 3, cv2.INPAINT_TELEA)
    assert not still_legible(reader(weights), filled, np.array(OUTLINE, np.float32))


def test_an_outline_too_short_for_its_letters_is_told_and_mended(weights):
    drawn = lettered()
    short = ((56.0, 92.0), (172.0, 92.0), (172.0, 136.0), (56.0, 136.0))
    result = adjust(weights, located(drawn.pixels, polygon=short))
    region = result.frame.regions[0]
    assert "px too short for its letters" in region.reason
    assert region.polygon[1][0] > short[1][0]
    assert (result.frame.mask[drawn.mask > 0] > 0).mean() > 0.9


def test_letters_beside_a_brighter_thing_in_the_outline_are_looked_for_again(weights):
    ground = np.array((60, 90, 120)) + np.random.default_rng(1).normal(0, 3, (140, 240, 3))
    ground[10:70, 66:74] = ground[26:34, 50:90] = (240, 225, 180)
    drawn = render("Weber", Style("", 24, (20, 20, 24), 1.0), (240, 140), (66, 62))
    assert drawn is not None
    colour, alpha, _ = drawn
    mixed = ground * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    outline = ((48.0, 8.0), (150.0, 8.0), (150.0, 92.0), (48.0, 92.0))
    sure = {"text": "teber", "detection_confidence": 0.8, "recognition_confidence": 0.95}
    frame = located(np.clip(mixed, 0, 255).astype(np.uint8), outline, **sure)
    shaped = adjust(weights, frame).frame
    letters = alpha >= 0.03
    assert (shaped.mask[letters] > 0).mean() > 0.97
    assert np.count_nonzero(shaped.mask) < 2.5 * letters.sum()
    assert "looked for again" in shaped.regions[0].reason
    assert shaped.regions[0].polygon != outline


def test_a_drawn_mask_stays_as_it_was_drawn(weights):
    mask = np.zeros(photo().shape[:2], np.uint8)
    mask[40:80, 50:120] = 255
    frame = Frame(Picture(photo()), Picture(photo()), mask)
    result = adjust(weights, frame)
    assert np.array_equal(result.frame.mask, mask)
    assert result.frame.regions[0].source == "drawn"


def test_without_a_mask_it_says_which_step_is_missing(weights):
    with pytest.raises(StageError, match="apply_mask"):
        adjust(weights, Frame(Picture(photo()), Picture(photo())))


@pytest.mark.parametrize("factor", [-0.1, 4.1, "more"])
def test_a_factor_out_of_range_is_refused(factor):
    with pytest.raises(ValidationError, match="factor"):
        AdjustDilationParams(factor=factor)


def test_the_pins_carry_the_networks_digest():
    pin = dilate.STAGE.pins(AdjustDilationParams(), Weights())[0]
    assert (pin.role, len(pin.sha256)) == ("segmenter", 64)
