"""Registered marks on the way from the storage, or a file, to the stage."""

import json

import numpy as np
import pytest
from django.core.management import call_command
from PIL import Image

from jobs import artifacts
from jobs.local_marks import marks_from
from jobs.local_run import InputError
from jobs.records import JobRecord, job_record
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Picture
from jobs.stages.intake import Limits
from tests.jobs.stages.marks import scenes
from tests.jobs.trials import ask, work

LIMITS = Limits(max_bytes=10**6, max_pixels=10**6)


@pytest.fixture(autouse=True)
def real_stages(small_stages, settings):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"


@pytest.fixture
def files(tmp_path):
    """A marked photo and its mark, as files."""
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.5)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    mark = scenes.emblem()
    Image.fromarray(np.dstack([mark.pixels, mark.alpha])).save(tmp_path / "emblem.png")
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        call_command(*map(str, arguments))
    return ended.value.code


@pytest.mark.django_db(transaction=True)
def test_a_job_fetches_its_marks_from_the_storage():
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.5)
    source = artifacts.put(encode_picture(Picture(pixels)), "image/png", 240, 180)
    mark = artifacts.put(encode_picture(scenes.emblem()), "image/png", 48, 48)
    named = f"{{name: emblem, sha256: {mark.digest}}}"
    job = ask(f"step: find_marks\n    params: {{marks: [{named}]}}", "step: unblend")
    job.source = source
    job.save()
    record = job_record(work(job))
    assert [region.text for region in record.steps[0].regions] == ["emblem"]
    assert record.steps[0].params["marks"] == [{"name": "emblem", "sha256": mark.digest}]
    assert record.steps[1].details["unblended"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_mark_is_gone_fails_with_its_digest():
    named = f"{{name: emblem, sha256: '{'0' * 64}'}}"
    job = work(ask(f"step: find_marks\n    params: {{marks: [{named}]}}"))
    assert job.status == "failed"
    assert "000000000000" in job.steps.get().error


def test_a_recipe_over_files_looks_for_the_marks_given_and_can_be_replayed(files, capsys):
    recipe = files / "marks.yaml"
    recipe.write_text("pipeline:\n  - step: find_marks\n  - step: unblend\n")
    out, mark, photo = files / "out", files / "emblem.png", files / "photo.png"
    assert not run(
        "run_recipe", recipe, "--source", files / "photo.png", "--out", out, "--mark", mark
    )
    record = JobRecord.model_validate_json((out / "photo" / "record.json").read_text())
    assert [region.text for region in record.steps[0].regions] == ["emblem"]
    assert record.steps[1].details["unblended"] == 1
    capsys.readouterr()
    again = ("replay", out / "photo" / "record.json", "--source", photo)
    call_command(*map(str, again), "--mark", str(mark))
    assert "Identical" in capsys.readouterr().out
    assert run(*again) == 2
    assert "--mark" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: [folder / "none.png"], "no such file"),
        (lambda folder: [folder / "emblem.png"] * 2, "given before"),
        (lambda folder: [folder / "blank.png"], "one colour"),
    ],
)
def test_a_mark_file_that_cannot_serve_is_refused_by_its_name(files, make, words):
    Image.fromarray(np.full((40, 40, 3), 9, np.uint8)).save(files / "blank.png")
    with pytest.raises(InputError, match=words):
        marks_from(make(files), LIMITS)


def test_a_pipe_takes_marks_too(files):
    out = files / "done.png"
    call_command(
        "find_marks", "--source", str(files / "photo.png"), "--mark", str(files / "emblem.png"),
        "--out", str(out),
    )  # fmt: skip
    record = json.loads((files / "done.record.json").read_text())
    assert record["steps"][0]["details"]["found"] == 1
