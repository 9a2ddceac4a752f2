"""The bench of sampling, on a tiny checkpoint."""

import pytest

from jobs.benchmarks import sampling
from tests.jobs.stages.generator.checkpoints import stable_diffusion


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return stable_diffusion(tmp_path_factory.mktemp("checkpoint"))


def test_every_way_draws_the_same_pictures_and_is_told_in_the_report(folder, settings):
    settings.JOBS_WEIGHTS = {"checkpoint": str(folder), "threads": 1}
    report = sampling.run(count=3, rounds=1, steps=1)
    assert report.largest_difference <= 1
    assert set(report.rounds[0]) == {
        "one by one",
        "in batches of 4",
        "in batches of 8",
        "bare loop",
    }
    assert report.peak("bare loop") > 100
    told = "\n".join(report.lines())
    assert "studio to bare loop, both in batches of 4" in told
