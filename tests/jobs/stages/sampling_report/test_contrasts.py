"""From rows of pictures to numbers and sentences."""

from __future__ import annotations

from jobs.stages.sampling_report import contrasts
from jobs.stages.sampling_report.report import Arm
from jobs.stages.sampling_report.statistics import draws
from jobs.stages.sampling_report.wording import change, number, signed
from tests.jobs.stages.sampling_report.rows import prompt, report, sample


def test_a_prompts_numbers_come_from_its_own_pictures():
    rows = [
        sample(Arm.EXPLORATORY, f"{0b0000:016x}", index=0, failed=True),
        sample(Arm.EXPLORATORY, f"{0b1111:016x}", index=1),
        sample(Arm.DETERMINISTIC, f"{0b0001:016x}", index=0),
        sample(Arm.DETERMINISTIC, f"{0b0011:016x}", index=1),
    ]
    found = contrasts.prompt_row("a red vase", rows, dropped=(), sheet="sheet.000")
    assert found.novelty == {Arm.EXPLORATORY: 4.0, Arm.DETERMINISTIC: 1.0}
    assert found.failures == {Arm.EXPLORATORY: 0.5, Arm.DETERMINISTIC: 0.0}
    assert found.apart == 1.5


def test_pairs_are_counted_by_which_of_the_two_failed():
    rows = [
        sample(arm, "0" * 16, index=index, failed=failed)
        for index, pair in enumerate([(1, 1), (1, 0), (1, 0), (0, 1), (0, 0)])
        for arm, failed in zip(Arm, map(bool, pair), strict=True)
    ]
    found = contrasts.pairs(rows)
    assert (found.both, found.only_exploratory, found.only_deterministic, found.neither) == (
        1, 2, 1, 1,
    )  # fmt: skip


def test_more_novelty_is_said_with_its_interval_and_beside_the_articles():
    found = contrasts.novelty([prompt((12, 10)), prompt((13, 10)), prompt((12, 10))], draws(3))
    said = " ".join(found.findings)
    assert "23.3 % more diverse" in said
    assert "+20.0 % to +30.0 %" in said
    assert "The article reports 28 % more: the interval includes that figure." in said


def test_an_interval_that_leaves_the_articles_figure_out_says_so():
    found = contrasts.novelty([prompt((10, 10)), prompt((11, 10))], draws(2))
    said = " ".join(found.findings)
    assert "The interval includes zero." in said
    assert "the interval does not include that figure" in said


def test_pictures_that_never_differ_leave_the_ratio_undefined():
    found = contrasts.novelty([prompt((10, 0)), prompt((11, 0))], draws(2))
    assert "undefined" in found.findings[-1]


def test_no_failure_in_either_arm_claims_nothing_about_the_article():
    said = " ".join(report([prompt((9, 8))] * 40).failures.findings)
    assert "on any of 160 pictures of either arm" in said
    assert "up to 7.2 % of prompts" in said
    assert "neither confirmed nor contradicted" in said


def test_failures_in_one_arm_alone_give_a_difference_and_no_ratio():
    rows = [prompt((9, 8), (0.5, 0.0)), prompt((9, 8), (0.25, 0.0))]
    said = " ".join(report(rows).failures.findings)
    assert "The ratio is undefined" in said
    assert "+37.5 points" in said


def test_failures_in_both_arms_are_compared():
    rows = [prompt((9, 8), (0.5, 0.25)), prompt((9, 8), (0.5, 0.5))]
    said = " ".join(report(rows).failures.findings)
    assert "33.3 % more often" in said


def test_numbers_have_a_real_minus_and_no_negative_zero():
    assert number(-1.25) == "−1.2"
    assert number(-0.01) == "0.0"
    assert signed(0.04) == "0.0"
    assert change(0.9) == "−10.0 %"
