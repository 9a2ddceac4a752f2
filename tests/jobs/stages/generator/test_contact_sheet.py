"""The sheet of an exploration: numbered cells on neutral grey."""

import numpy as np

from jobs.stages.generator.contact_sheet import CELL, EMPTY, GAP, GROUND, LABEL, contact_sheet


def flat(level, high=CELL, wide=CELL):
    return np.full((high, wide, 3), level, np.uint8)


def test_cells_lie_in_rows_on_grey():
    sheet = contact_sheet({index: flat(200) for index in range(5)}, 5, {})
    assert sheet.shape == (GAP + 2 * (CELL + LABEL + GAP), GAP + 3 * (CELL + GAP), 3)
    assert (sheet[0, 0] == GROUND).all()
    assert (sheet[GAP + 5, GAP + 5] == 200).all()


def test_a_sample_that_is_not_at_hand_leaves_its_cell_empty():
    sheet = contact_sheet({1: flat(200)}, 2, {})
    assert (sheet[GAP + 5, GAP + 5] == EMPTY).all()
    assert (sheet[GAP + 5, 2 * GAP + CELL + 5] == 200).all()


def test_large_pictures_shrink_in_proportion():
    sheet = contact_sheet({0: flat(200, high=1024, wide=512)}, 1, {})
    assert sheet.shape == (GAP + CELL + LABEL + GAP, GAP + CELL // 2 + GAP, 3)


def test_the_number_and_a_note_are_written_beneath():
    bare, noted = (contact_sheet({0: flat(90)}, 1, notes) for notes in ({}, {0: "seed 12"}))
    label = slice(GAP + CELL, GAP + CELL + LABEL)
    assert (bare[label] != GROUND).any()
    assert (bare[label] != noted[label]).any()
