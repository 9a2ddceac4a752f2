"""A target on the command line, by a look or a picture's file: in a recipe and in its replay."""

from __future__ import annotations

import pytest
import skimage.data
from django.core.management import call_command
from PIL import Image

from jobs.artifacts import digest_of
from jobs.local_run import InputError
from jobs.local_target import target_from
from jobs.records import JobRecord
from jobs.stages.codec import encode_picture
from jobs.stages.intake import Limits

LIMITS = Limits(max_bytes=10**6, max_pixels=10**6)


@pytest.fixture(autouse=True)
def real_stages(small_stages, settings):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"


@pytest.fixture
def files(tmp_path):
    """A small photo, and another to match."""
    Image.fromarray(skimage.data.chelsea()[100:180, 100:220]).save(tmp_path / "photo.png")
    Image.fromarray(skimage.data.coffee()[::4, ::4]).save(tmp_path / "reference.png")
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        call_command(*map(str, arguments))
    return ended.value.code


def test_a_look_and_a_digest_stay_what_they_are():
    assert target_from("warm", LIMITS).target == "warm"
    assert target_from("0" * 64, LIMITS).target == "0" * 64
    assert target_from(None, LIMITS).target == ""


def test_a_file_is_known_by_the_digest_that_the_studio_would_give_it(files):
    given = target_from(str(files / "reference.png"), LIMITS)
    (picture,) = given.pictures.values()
    assert given.target == digest_of(encode_picture(picture))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sepia", "sepia: there is no such file. A look is one of warm, cool"),
        ("{folder}/flat.png", "flat.png: it is nearly of one lightness"),
        ("{folder}/broken.png", "broken.png: "),
    ],
)
def test_what_cannot_be_aimed_at_is_refused_with_its_reason(files, given, said):
    Image.new("RGB", (100, 100), (90, 90, 90)).save(files / "flat.png")
    (files / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(InputError, match=said):
        target_from(given.format(folder=files), LIMITS)


def test_a_recipe_over_files_is_brought_to_a_picture_and_can_be_replayed(files, capsys):
    recipe, out, reference = files / "match.yaml", files / "out", files / "reference.png"
    recipe.write_text("pipeline:\n  - step: enhance\n    params: {scale: 2}\n")
    photo = ("--source", files / "photo.png")
    assert not run("run_recipe", recipe, *photo, "--out", out, "--target", reference)
    record = JobRecord.model_validate_json((out / "photo" / "record.json").read_text())
    alignment = record.steps[0].details["alignment"]
    assert alignment["target"] == record.steps[0].params["target"]
    assert alignment["after"]["delta_e"] < alignment["before"]["delta_e"]
    capsys.readouterr()
    again = ("replay", out / "photo" / "record.json", *photo, "--target", reference)
    call_command(*map(str, again))
    assert "Identical" in capsys.readouterr().out


def test_a_recipe_that_aligns_nothing_takes_no_target(files, capsys):
    recipe = files / "plain.yaml"
    recipe.write_text("pipeline:\n  - step: denoise\n  - step: gate\n")
    paths = ("--source", files / "photo.png", "--out", files / "out")
    assert run("run_recipe", recipe, *paths, "--target", "warm") == 2
    assert "no step of plain aligns colour and contrast" in capsys.readouterr().err
