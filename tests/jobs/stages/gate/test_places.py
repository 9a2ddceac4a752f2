"""The boxes that a person should look at: the worst first, none left out."""

from jobs.stages.gate.places import MOST, worst_first

MANY = [((10 * index, 0, 8, 8), float(index)) for index in range(20)]


def test_a_few_are_shown_as_they_are_the_worst_first():
    assert worst_first(MANY[:3]) == [MANY[2], MANY[1], MANY[0]]


def test_of_many_the_last_stands_around_all_the_others():
    shown = worst_first(MANY)
    assert len(shown) == MOST
    box, score = shown[-1]
    assert box == (0, 0, 88, 8)
    assert score == 8.0
