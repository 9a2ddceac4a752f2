"""The calibration that lies in the repository is of what is in force."""

from jobs.calibration import in_force
from jobs.calibration.view import view_of
from jobs.stages.gate.profiles import DEFAULT, SHIPPED, shipped
from jobs.stages.gate.registry import CHECKS

REPORT = in_force.report()


def test_it_judges_the_shipped_thresholds_and_versions():
    assert REPORT is not None
    assert REPORT.version == SHIPPED[DEFAULT]
    for one in REPORT.defects:
        assert one.check_version == CHECKS[one.check].version
        assert one.thresholds == {name: shipped(name).thresholds[one.check] for name in SHIPPED}


def test_every_example_is_there_and_nothing_else_is_given():
    for one in REPORT.defects:
        if one.example is not None:
            assert in_force.example(one.example.sound)[:4] == b"RIFF"
            assert in_force.example(one.example.spoilt)[:4] == b"RIFF"
    assert in_force.example("../report.json") is None


def test_its_page_says_which_promises_are_not_kept():
    view = view_of(REPORT)
    missed = {one.name for one in view.missed}
    assert missed == {one.name for one in REPORT.defects if not one.holds(DEFAULT)}
