"""What proves a mark, and what only shares a part with it."""

import pytest

from jobs.stages.marks.judge import EVEN, Evidence


def seen(strength, likeness, agreement):
    return Evidence(strength=strength, likeness=likeness, agreement=agreement, opacity=0.4)


def test_a_strong_answer_from_a_part_alone_is_no_mark():
    ring = seen(56, 0.58, 0.79)
    assert ring.rank > 2 * EVEN
    assert ring.confidence < 0.3


@pytest.mark.parametrize("evidence", [seen(93, 0.85, 0.8), seen(31, 0.54, 0.94), seen(16, 0.9, 1)])
def test_a_mark_is_sure_where_its_parts_agree_or_it_is_very_like(evidence):
    assert evidence.confidence > 0.8


def test_parts_that_disagree_altogether_prove_nothing():
    assert seen(500, 1.0, 0.5).confidence == pytest.approx(0, abs=1e-6)


def test_siblings_vouch_for_a_copy_whose_parts_disagree():
    hidden = seen(20, 0.5, 0.7)
    assert hidden.confidence < 0.1 < 0.9 < hidden.beside_siblings
