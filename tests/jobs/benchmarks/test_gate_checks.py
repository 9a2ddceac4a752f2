"""The gate's bench: every check is tried clean and with a defect."""

import skimage.data

from jobs.benchmarks.gate_checks import SLOW, lines, measure, milliseconds, read_photos, trials
from jobs.benchmarks.photos import write_shipped
from jobs.calibration.defects.registry import DEFECTS
from jobs.stages.gate.registry import CHECKS

CHELSEA = skimage.data.chelsea()[:200, 100:340].copy()
COFFEE = skimage.data.coffee()[:200, 100:340].copy()


def test_every_defect_is_tried_clean_and_at_each_strength_that_shows():
    tried = {trial.defect for trial in trials(CHELSEA, "chelsea", COFFEE)}
    for defect in DEFECTS.values():
        if defect.check not in SLOW:
            assert f"clean, {defect.name}" in tried
            assert f"{defect.name} {defect.strengths[-1]:g} {defect.unit}" in tried


def test_strong_defects_fail():
    failed = {row.defect: row.failed["standard"] for row in measure([CHELSEA])}
    assert failed["jpeg 10 JPEG quality"] == 100
    assert failed["veil 60 % grey"] == 100


def test_the_table_has_a_line_for_each_row_and_one_for_the_time():
    taken = milliseconds(CHELSEA)
    assert set(taken) == set(CHECKS) - SLOW
    rows = measure([COFFEE[:120, :160].copy()])
    assert len(lines(rows, taken)) == len(rows) + 2


def test_photos_that_come_along_are_cut_into_parts(tmp_path):
    write_shipped(tmp_path)
    parts = read_photos(tmp_path, 9)
    assert len(parts) == 9
    assert all(max(part.shape) < 700 for part in parts)
