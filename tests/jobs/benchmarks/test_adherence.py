"""The adherence bench: its prompts are unseen pairs, and its figures count what was asked for."""

import numpy as np

from jobs.benchmarks import adherence
from jobs.benchmarks.judge import Verdict, judge, load
from jobs.training.still_life import split
from jobs.training.still_life.stage import Scene
from jobs.training.still_life.trace import render


def test_the_prompts_are_the_same_each_time_and_ask_only_for_held_out_pairs():
    asked = adherence.prompts()
    assert asked == adherence.prompts() and len(asked) == adherence.PROMPTS
    assert {(prompt.thing, prompt.colour) for prompt in asked} == set(split.pairs(unseen=True))


def test_figures_count_object_colour_and_both():
    asked = adherence.prompts(4)
    verdicts = [Verdict(prompt.thing, prompt.colour) for prompt in asked]
    verdicts[0] = Verdict("none", verdicts[0].colour)
    verdicts[1] = Verdict(verdicts[1].thing, "none")
    found = adherence.report(asked, verdicts)
    assert (found.thing, found.colour, found.both) == (0.75, 0.75, 0.5)
    assert sum(row.asked for row in found.things) == sum(row.asked for row in found.colours) == 4


def test_the_judge_that_ships_tells_plain_renders():
    pairs = [("duck", "yellow"), ("mug", "red"), ("star", "blue"), ("bottle", "green")]
    pictures = [render(Scene(*pair, "ceramic", "concrete", "daylight"), 128) for pair in pairs]
    assert judge(load(), pictures) == [Verdict(*pair) for pair in pairs]


def test_a_sheet_lays_pictures_in_rows():
    pictures = [np.full((4, 4, 3), shade, np.uint8) for shade in (10, 20, 30)]
    made = np.asarray(adherence.sheet(pictures, across=2))
    assert made.shape == (8, 8, 3)
    assert made[0, 0, 0] == 10 and made[0, 4, 0] == 20 and made[4, 0, 0] == 30
