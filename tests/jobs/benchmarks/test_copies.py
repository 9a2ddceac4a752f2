"""The bench of copies: it counts what is known again, and what is taken for a copy."""

import skimage.data
from PIL import Image

from jobs.benchmarks import copies


def test_copies_are_counted_by_the_way_they_were_made(tmp_path):
    for name in ("chelsea", "coffee"):
        photo = getattr(skimage.data, name)()[:240, :320]
        Image.fromarray(photo).save(tmp_path / f"{name}.png")
    report = copies.run(tmp_path, 2)
    ways = {row.way: row.known for row in report.rows}
    assert ways["JPEG, quality 90"] == ways["a quarter, quality 75"] == 2
    assert (report.pairs, report.mistaken) == (1, 0)
    assert "2 of    2" in report.lines()[0]
