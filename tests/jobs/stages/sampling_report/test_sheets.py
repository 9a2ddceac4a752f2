"""Contact sheets hold every picture in its place."""

from __future__ import annotations

import numpy as np

from jobs.stages.sampling_report.report import Arm
from jobs.stages.sampling_report.sheets import CELL, FAILED, GAP, Cell, overview, prompt_sheet

HEADINGS = {arm: arm.value for arm in Arm}


def flat(level: int, size: tuple[int, int] = (64, 64)) -> np.ndarray:
    return np.full((size[1], size[0], 3), level, np.uint8)


def cells(count: int, size: tuple[int, int] = (64, 64)) -> list[Cell]:
    return [Cell(arm, flat(200, size), index) for arm in Arm for index in range(count)]


def test_a_sheet_holds_every_picture_of_both_arms():
    sheet = prompt_sheet("a red vase", cells(4), HEADINGS).pixels
    assert (sheet == 200).all(axis=2).sum() >= 8 * 64 * 64


def test_more_than_eight_pictures_go_on_in_a_second_row():
    one, two = (prompt_sheet("a", cells(n), HEADINGS).pixels for n in (8, 9))
    assert one.shape[1] == two.shape[1] == GAP + 8 * (64 + GAP)
    assert two.shape[0] > one.shape[0]


def test_large_pictures_are_made_smaller_and_keep_their_proportions():
    sheet = prompt_sheet("a", cells(2, (1024, 512)), HEADINGS).pixels
    assert sheet.shape[1] == GAP + 2 * (CELL + GAP)


def test_a_failed_picture_is_framed():
    whole = cells(2)
    failed = [Cell(Arm.EXPLORATORY, flat(200), 1, failed=True, read="STOCK"), *whole[1:]]
    tone = np.array(FAILED, np.uint8)
    assert not (prompt_sheet("a", whole, HEADINGS).pixels == tone).all(axis=2).any()
    assert (prompt_sheet("a", failed, HEADINGS).pixels == tone).all(axis=2).sum() > 64


def test_a_prompt_of_any_length_and_of_one_endless_word_fits():
    for prompt in ("word " * 800, "x" * 4000, ""):
        assert prompt_sheet(prompt, cells(2), HEADINGS).pixels.shape[1] < 2000


def test_the_same_pictures_give_the_same_sheet():
    one, other = (prompt_sheet("a", cells(3), HEADINGS).pixels for _ in range(2))
    assert np.array_equal(one, other)


def test_the_overview_has_a_pair_for_each_prompt():
    pairs = [(Cell(Arm.EXPLORATORY, flat(200), 0), Cell(Arm.DETERMINISTIC, flat(90), 0))] * 7
    sheet = overview(pairs).pixels
    for level in (200, 90):
        assert (sheet == level).all(axis=2).sum() >= 7 * 64 * 64
