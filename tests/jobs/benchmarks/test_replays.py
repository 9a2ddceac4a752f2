"""The bench of canonical replays at small size: a tiny checkpoint, real workers, real kills."""

from jobs.benchmarks import replays
from tests.jobs.stages.generator.checkpoints import stable_diffusion


def test_replays_are_identical_though_workers_die_and_a_changed_weight_is_named(tmp_path) -> None:
    # Three: two workers may end two within one look, after which there is nothing left to disturb.
    report = replays.run(3, stable_diffusion(tmp_path), beside="find-text")
    assert (report.identical, report.count) == (3, 3), report.lines()
    assert report.killed
    assert report.named
    (pin,) = [line for line in report.changed if " pin " in line]
    assert "pin autoencoder checkpoint/vae was" in pin
    assert any("PSNR" in line for line in report.changed)
