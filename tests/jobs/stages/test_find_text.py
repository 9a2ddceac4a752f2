"""The stage apply_mask: what it finds, what it takes, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages import find_text
from jobs.stages.contract import Context, Frame, Picture, StageError
from jobs.stages.regions import outline_mask
from jobs.stages.weights import Weights
from tests.jobs.stages.lettered import lettered, photo
from tests.jobs.stages.outlines import box


def apply_mask(weights, pixels, mask=None, **params):
    frame = Frame(Picture(pixels), Picture(pixels), mask)
    return find_text.run(frame, find_text.ApplyMaskParams(**params), Context(weights))


def drawn_ring() -> np.ndarray:
    mask = np.zeros(photo().shape[:2], np.uint8)
    mask[150:200, 200:260] = 255
    mask[165:185, 215:245] = 0
    return mask


@pytest.fixture(scope="module")
def found(weights) -> Frame:
    """The photo with one line on it, looked through."""
    return apply_mask(weights, lettered().pixels).frame


def test_a_line_is_found_and_read(found):
    assert [region.text for region in found.regions] == ["Harbour View"]


def test_the_mask_covers_the_letters(found):
    assert (found.mask[lettered().mask > 0] == 255).mean() > 0.95


def test_a_region_says_how_sure_detection_and_recognition_are(found):
    region = found.regions[0]
    assert region.source == "ocr"
    assert 0.5 < region.detection_confidence <= 1
    assert 0.8 < region.recognition_confidence <= 1


def test_a_photo_without_text_gives_an_empty_mask(weights):
    result = apply_mask(weights, photo())
    assert result.frame.regions == ()
    assert not result.frame.mask.any()


def test_a_drawn_mask_is_united_with_what_is_found(weights):
    result = apply_mask(weights, lettered().pixels, drawn_ring())
    assert [region.source for region in result.frame.regions] == ["ocr", "drawn"]
    assert (result.frame.mask[drawn_ring() > 0] == 255).all()


def test_a_drawn_part_can_be_made_again_from_its_region(weights):
    ring = drawn_ring()
    result = apply_mask(weights, photo(), ring, detect_ocr=False)
    filled = outline_mask([result.frame.regions[0].polygon], ring.shape[1], ring.shape[0])
    assert np.array_equal(filled & result.frame.mask, ring)


def test_a_drawn_mask_alone_needs_no_detector():
    result = apply_mask(Weights(), photo(), drawn_ring(), detect_ocr=False)
    assert np.array_equal(result.frame.mask, drawn_ring())
    assert result.details.drawn == 1


def test_neither_detection_nor_a_mask_is_refused():
    with pytest.raises(StageError, match="Draw a mask"):
        apply_mask(Weights(), photo(), detect_ocr=False)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(StageError, match="picture's size"):
        apply_mask(Weights(), photo(), np.zeros((10, 10), np.uint8), detect_ocr=False)


def test_a_high_confidence_leaves_doubtful_lines_alone(weights):
    result = apply_mask(weights, lettered().pixels, min_confidence=1.0)
    assert (result.details.found, result.details.left_alone) == (0, 1)


def test_a_line_that_may_stay_is_left_alone_and_listed(weights):
    result = apply_mask(weights, lettered().pixels, allowed_text=("harbour v1ew",))
    assert result.frame.regions == ()
    assert not result.frame.mask.any()
    (line,) = result.details.allowed
    assert (line.text, line.entry) == ("Harbour View", "harbour v1ew")
    assert len(line.polygon) >= 4


def test_a_doubtful_line_counts_only_beside_a_sure_one_of_like_height():
    sure = box(0, 0, 100, 20, 1.0, text="HOTEL", recognition=0.9)
    doubtful = box(0, 30, 60, 50, 0.5, text="bar", recognition=0.5)
    far = box(0, 400, 60, 420, 0.5, text="bar", recognition=0.5)
    large = box(0, 30, 60, 130, 0.5, text="bar", recognition=0.5)
    lines = [sure, doubtful, far, large]
    assert find_text.believed(lines, 0.65, 0.4) == [sure, doubtful]
    assert find_text.believed(lines[1:], 0.65, 0.4) == []


def test_a_line_as_tall_as_the_picture_counts_only_when_it_is_very_sure():
    read_into_it = box(0, 10, 467, 320, 0.8, text="WTE", recognition=0.55)
    poster = box(0, 10, 467, 320, 0.9, text="OPEN", recognition=0.99)
    usual = box(0, 10, 467, 40, 0.8, text="WTE", recognition=0.55)
    kept = find_text.plausible([read_into_it, poster, usual], (481, 321))
    assert kept == [poster, usual]


def test_finding_twice_gives_the_same_regions(weights, found):
    assert apply_mask(weights, lettered().pixels).frame.regions == found.regions


def test_the_pins_carry_the_models_digests_without_loading_them():
    weights = Weights()
    pins = find_text.STAGE.pins(find_text.ApplyMaskParams(), weights)
    digests = {pin.role: len(pin.sha256) for pin in pins}
    assert (digests["detector"], digests["recogniser"]) == (64, 64)
    assert not weights._loaded
