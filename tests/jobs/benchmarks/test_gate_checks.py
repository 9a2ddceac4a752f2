"""The gate's bench: every check is tried clean and with a defect."""

import skimage.data

from jobs.benchmarks.gate_checks import lines, measure, read_photos, trials
from jobs.benchmarks.photos import write_shipped
from jobs.stages.gate.registry import CHECKS

CHELSEA = skimage.data.chelsea()


def test_every_check_but_the_reader_is_tried_clean_and_with_a_defect():
    tried = [(trial.check, trial.defect == "clean") for trial in trials(CHELSEA, 0)]
    for name in set(CHECKS) - {"residual_text"}:
        assert (name, True) in tried
        assert (name, False) in tried


def test_a_clean_photo_fails_nothing_and_strong_defects_fail():
    failed = {(row.check, row.defect): row.failed["standard"] for row in measure([CHELSEA])}
    assert not any(share for (_, defect), share in failed.items() if defect == "clean")
    assert failed["blockiness", "JPEG quality 15"] == 100
    assert failed["seam", "patch 16 levels off"] == 100


def test_the_table_has_a_line_for_each_defect():
    rows = measure([CHELSEA[:120, :160]])
    assert len(lines(rows)) == len(rows) + 1


def test_photos_that_come_along_are_cut_into_parts(tmp_path):
    write_shipped(tmp_path)
    parts = read_photos(tmp_path, 9)
    assert len(parts) == 9
    assert all(max(part.shape) < 700 for part in parts)
