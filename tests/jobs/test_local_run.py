"""Recipes over files, with real stages that need no model."""

import json

import cv2
import numpy as np
import pytest

from jobs.local_run import (
    InputError,
    Outcome,
    exit_code,
    folders_for,
    recipe_from,
    run_files,
    sources_in,
)
from jobs.records import JobRecord
from jobs.stages.codec import decode_picture, decode_plane
from jobs.stages.contract import Context
from jobs.stages.gate.report import GateReport
from jobs.stages.intake import Limits
from jobs.stages.weights import Weights
from tests.factories import mask_bytes, picture_bytes

LIMITS = Limits(max_bytes=10**6, max_pixels=10**6)
FILL = "pipeline:\n  - step: inpaint\n    params: {strategy: patch}\n"


@pytest.fixture(autouse=True)
def real_stages(small_stages, settings):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"


@pytest.fixture
def fill(tmp_path):
    (tmp_path / "fill.yaml").write_text(FILL)
    return recipe_from(str(tmp_path / "fill.yaml"), mask_given=True)


def photo(folder, name, **more):
    path = folder / name
    path.write_bytes(picture_bytes(seed=1, **more))
    return path


def run(recipe, folders, mask=None):
    return list(run_files(recipe, folders, Context(weights=Weights()), LIMITS, mask))


@pytest.fixture
def filled(tmp_path, fill):
    mask = tmp_path / "mask.png"
    mask.write_bytes(mask_bytes())
    source = photo(tmp_path, "photo.png")
    (outcome,) = run(fill, {source: tmp_path / "out"}, mask)
    return source, outcome


def test_a_run_leaves_proof_mask_and_record(filled):
    _, outcome = filled
    assert sorted(path.name for path in outcome.folder.iterdir()) == [
        "mask.png",
        "proof.png",
        "record.json",
    ]


def test_pixels_outside_the_mask_are_the_sources(filled):
    source, outcome = filled
    before = decode_picture(source.read_bytes()).pixels
    after = decode_picture((outcome.folder / "proof.png").read_bytes()).pixels
    mask = decode_plane((outcome.folder / "mask.png").read_bytes())
    assert mask.any()
    assert np.array_equal(before[mask == 0], after[mask == 0])


def test_the_record_is_of_the_jobs_schema(filled):
    _, outcome = filled
    record = JobRecord.model_validate(json.loads((outcome.folder / "record.json").read_text()))
    assert record.recipe_text == FILL
    assert [step.stage for step in record.steps] == ["inpaint"]


def test_the_same_run_gives_the_same_bytes(filled, tmp_path, fill):
    source, outcome = filled
    (again,) = run(fill, {source: tmp_path / "again"}, tmp_path / "mask.png")
    for name in ("proof.png", "mask.png"):
        assert (again.folder / name).read_bytes() == (outcome.folder / name).read_bytes()


def test_a_bad_file_is_named_and_the_others_are_still_done(tmp_path, fill):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"x")
    mask = tmp_path / "mask.png"
    mask.write_bytes(mask_bytes())
    good = photo(tmp_path, "good.png")
    outcomes = run(fill, {bad: tmp_path / "b", good: tmp_path / "g"}, mask)
    assert outcomes[0].error.startswith(f"{bad}: The file (1 byte)")
    assert (tmp_path / "g" / "proof.png").exists()
    assert exit_code(outcomes) == 2


def test_a_mask_of_another_size_is_named(tmp_path, fill):
    mask = tmp_path / "mask.png"
    mask.write_bytes(mask_bytes(32, 32))
    (outcome,) = run(fill, {photo(tmp_path, "photo.png"): tmp_path / "out"}, mask)
    assert "--mask" in outcome.error
    assert "32 x 32" in outcome.error


def test_nothing_of_an_earlier_run_stays_beside_a_new_one(tmp_path, filled, fill):
    source, outcome = filled
    (outcome.folder / "gate.json").write_text("{}")
    run(fill, {source: outcome.folder}, tmp_path / "mask.png")
    assert not (outcome.folder / "gate.json").exists()


def test_a_recipe_that_replaces_nothing_gives_an_empty_mask(tmp_path):
    recipe = tmp_path / "grow.yaml"
    recipe.write_text("pipeline:\n  - step: upscale\n    params: {scale: 2}\n")
    source = tmp_path / "photo.png"
    source.write_bytes(cv2.imencode(".png", np.full((20, 30, 3), 90, np.uint8))[1].tobytes())
    (outcome,) = run(recipe_from(str(recipe), mask_given=False), {source: tmp_path / "out"})
    mask = decode_plane((outcome.folder / "mask.png").read_bytes())
    assert mask.shape == (40, 60)
    assert not mask.any()


def test_a_folder_gives_its_pictures_by_name(tmp_path):
    for name in ("b.png", "a.jpg", ".hidden.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in sources_in(tmp_path)] == ["a.jpg", "b.png"]


def test_a_folder_without_pictures_is_said(tmp_path):
    with pytest.raises(InputError, match="holds no picture"):
        sources_in(tmp_path)


def test_a_source_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="there is no such file or folder"):
        sources_in(tmp_path / "nowhere")


def test_pictures_that_share_a_stem_get_folders_of_their_own(tmp_path):
    sources = [tmp_path / "a.jpg", tmp_path / "a.png", tmp_path / "b.png"]
    names = [folder.name for folder in folders_for(sources, tmp_path / "out").values()]
    assert names == ["a.jpg", "a.png", "b"]


def test_an_unknown_recipe_is_said_with_the_known_ones():
    with pytest.raises(InputError, match=r"no recipe has that name \(publish, remove-text"):
        recipe_from("polish", mask_given=False)


def test_every_fault_of_a_recipe_file_is_told_with_file_and_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("pipeline:\n  - step: upscle\n  - step: upscale\n    params: {scale: 99}\n")
    with pytest.raises(InputError) as error:
        recipe_from(str(path), mask_given=False)
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{path}: line 2: There is no step 'upscle'")
    assert second.startswith(f"{path}: line 4: 'scale' of upscale is 99")


def outcome(verdict=None, error=""):
    report = None if verdict is None else GateReport(verdict=verdict, profile="standard", checks=())
    return Outcome(source=None, folder=None, report=report, error=error)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([outcome("pass"), outcome()], 0),
        ([outcome("pass"), outcome("fail")], 3),
        ([outcome("fail"), outcome(error="bad.png: broken")], 2),
    ],
)
def test_the_exit_code_tells_the_worst(outcomes, code):
    assert exit_code(outcomes) == code
