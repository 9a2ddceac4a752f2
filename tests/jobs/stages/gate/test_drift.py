"""Drift from the candidate and from the target, copies of what is published, registered marks."""

import cv2
import numpy as np
import pytest

from jobs.stages.alignment import Aim, Limits, align
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import shipped
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.stage import apply_check
from jobs.stages.marks.known_mark import known_mark
from jobs.stages.perceptual_hash import phash
from tests.jobs.stages.gate.pictures import CLEAN, CONTEXT, compressed, enlarged, sharpened
from tests.jobs.stages.marks import scenes

COFFEE = CLEAN["coffee"][:240, :320]
CAT = CLEAN["chelsea"][:240, :320]


def judged(name, pixels, **known):
    subject = Subject(Picture(pixels), known.pop("source", Picture(COFFEE)), **known)
    result, _ = apply_check(CHECKS[name], subject, shipped("standard"), CONTEXT)
    assert not result.error, result.error
    return result


def with_cat(pixels):
    spoilt = pixels.copy()
    spoilt[60:180, 80:220] = CAT[60:180, 80:220]
    return spoilt


def test_a_proof_that_shows_something_else_in_a_place_has_drifted_there():
    result = judged("composition", with_cat(COFFEE))
    assert result.verdict == "fail"
    x, y, width, height = result.findings[0].box
    assert 40 < x < 120
    assert 30 < y < 90
    assert width > 80
    assert height > 60


def test_another_contrast_size_and_compression_is_the_same_composition():
    proof = compressed(enlarged((COFFEE * 0.8).astype(np.uint8), 2), 60)
    assert judged("composition", proof).verdict == "pass"


def test_what_was_replaced_on_purpose_is_no_drift():
    mask = np.zeros(COFFEE.shape[:2], np.uint8)
    mask[60:180, 80:220] = 255
    assert judged("composition", with_cat(COFFEE), mask=mask).verdict == "pass"


def test_the_candidate_counts_where_the_source_is_another_picture():
    candidate = Picture(CAT)
    result = judged("composition", COFFEE, candidate=candidate, source=Picture(COFFEE))
    assert result.verdict == "fail"


def test_the_picked_picture_itself_cannot_drift():
    picture = Picture(COFFEE)
    assert judged("composition", picture.pixels, source=picture).skipped


def test_a_compressed_copy_of_what_is_published_is_found():
    result = judged("near_duplicate", compressed(COFFEE, 40), published=(phash(CAT), phash(COFFEE)))
    assert result.verdict == "fail"
    assert phash(COFFEE) in result.findings[0].note


def test_an_unrelated_publication_is_no_copy():
    assert judged("near_duplicate", COFFEE, published=(phash(CAT),)).verdict == "pass"
    assert judged("near_duplicate", COFFEE).skipped == "nothing has been published yet"


def aimed(target, source=COFFEE, reference=CAT):
    return Aim.of(target, source, lambda digest: Picture(reference))


@pytest.mark.parametrize("target", ["warm", "matte", "0" * 64])
def test_a_proof_that_was_aligned_has_not_drifted_and_one_with_a_cast_has(target):
    aim = aimed(target)
    proof, _ = align(COFFEE, aim, Limits(), (320, 240))
    cast = cv2.add(proof, np.full_like(proof, (0, 0, 40)))
    assert judged("target_drift", enlarged(proof, 2), target=aim).verdict == "pass"
    assert judged("target_drift", cast, target=aim).verdict == "fail"


def test_a_proof_that_was_left_as_it_was_has_drifted_from_a_look():
    assert judged("target_drift", COFFEE, target=aimed("vivid")).verdict == "fail"


def test_without_a_target_there_is_no_drift():
    assert judged("target_drift", COFFEE).skipped == "this render has no target"


@pytest.mark.parametrize("target", ["crisp", "0" * 64])
def test_tones_that_the_target_moved_are_no_overshoot_and_rims_are(target):
    aim = aimed(target)
    proof, _ = align(enlarged(COFFEE, 2, cv2.INTER_LINEAR), aim, Limits(), (320, 240))
    assert judged("overshoot", proof, target=aim).verdict == "pass"
    assert judged("overshoot", sharpened(proof, 2, radius=3), target=aim).verdict == "fail"


def test_a_registered_mark_is_found_and_named():
    marked, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.5)
    mark = known_mark("House", "0" * 64, scenes.emblem())
    result = judged("registered_mark", marked, source=Picture(marked), marks=(mark,))
    assert result.verdict == "fail"
    assert "“House”" in result.findings[0].note


def test_without_registered_marks_none_is_looked_for():
    assert judged("registered_mark", COFFEE).skipped == "no mark is registered"
