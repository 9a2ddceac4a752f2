"""The queue's cost: what the report makes of its rounds."""

from jobs.benchmarks.queue_cost import Round, _report


def test_each_ratio_is_the_median_of_the_rounds_own() -> None:
    report = _report("trial", [Round(1.0, 1.1, 1.0), Round(2.0, 2.1, 2.0), Round(1.0, 9.0, 3.0)])
    assert report.ratio == 1.1
    assert report.ratio_inside == 1.1
    assert round(report.around_stages, 3) == 0.1
