"""The commands explore and canonical, on a tiny checkpoint: files, exit codes, words."""

import io
import json

import numpy as np
import pytest
from django.core.management import call_command
from PIL import Image

from jobs.local_sampling import SampleRecord
from jobs.records import JobRecord
from jobs.weights import process_weights
from tests.jobs.stages.generator.checkpoints import stable_diffusion


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return stable_diffusion(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(autouse=True)
def configured(settings, checkpoint):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"
    settings.JOBS_WEIGHTS = {"checkpoint": str(checkpoint), "threads": 1}
    process_weights.cache_clear()
    yield
    process_weights.cache_clear()


def typed(name, *words):
    """Exit code, standard output and standard error of a command."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(name, *map(str, words), stdout=out, stderr=err)
    except SystemExit as ended:
        code = ended.code or 0
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def explored(tmp_path):
    folder = tmp_path / "explored"
    options = ("--count", 2, "--seed", 4, "--steps", 2, "--scheduler", "ddim", "--size", "64x64")
    assert typed("explore", "a red mug", *options, "--out", folder)[0] == 0
    return folder


def test_explore_leaves_pictures_with_records_a_sheet_and_its_own_record(explored):
    assert sorted(path.name for path in explored.iterdir()) == [
        "record.json",
        "sample.000.json",
        "sample.000.png",
        "sample.001.json",
        "sample.001.png",
        "sheet.png",
    ]
    sample = SampleRecord.model_validate_json((explored / "sample.001.json").read_bytes())
    assert sample.sample.index == 1
    assert sample.record.steps[0].outputs["sample.001"] == sample.picture
    assert sample.record.seed == 4
    record = JobRecord.model_validate_json((explored / "record.json").read_bytes())
    assert record.steps[0].params["guidance_scale"] == 5.0


def test_exploring_again_with_the_same_seed_gives_the_same_files(explored, tmp_path):
    options = ("--count", 2, "--seed", 4, "--steps", 2, "--scheduler", "ddim", "--size", "64x64")
    typed("explore", "a red mug", *options, "--out", tmp_path / "again")
    for name in ("sample.000.png", "sample.001.png", "sheet.png"):
        assert (explored / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_sample_is_rendered_canonically_and_verified(explored, tmp_path):
    out = tmp_path / "canonical"
    code, said, _ = typed(
        "canonical", explored / "sample.001.json", "--out", out, "--recipe", "none", "--verify"
    )
    assert code == 0
    assert "not gated" in said
    record = json.loads((out / "record.json").read_text())
    (step,) = record["steps"]
    assert step["details"]["verified"] and step["details"]["hold"] == "noise"
    assert step["details"]["distance"]["max_difference"] <= 2
    assert (out / "source.png").read_bytes() == (explored / "sample.001.png").read_bytes()
    with Image.open(out / "proof.png") as proof, Image.open(out / "source.png") as source:
        apart = np.abs(np.asarray(proof).astype(int) - np.asarray(source))
    assert apart.max() <= 2


def test_the_gate_of_a_recipe_looks_at_the_canonical_render(explored, tmp_path):
    recipe = tmp_path / "look.yaml"
    recipe.write_text("pipeline: [{step: gate}]")
    out = tmp_path / "canonical"
    words = ("canonical", explored / "sample.000.json", "--out", out, "--recipe", recipe)
    code, _, _ = typed(*words)
    report = json.loads((out / "gate.json").read_text())
    assert code == {"pass": 0, "fail": 3}[report["verdict"]]
    steps = json.loads((out / "record.json").read_text())["steps"]
    assert steps[1]["inputs"]["source"] == steps[0]["outputs"]["picture"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((" ",), "prompt: the prompt is empty"),
        (("word " * 10_000,), "expected text of at most 4000 characters"),
        (("a", "--size", "100x64"), "width: 100 is not a multiple of 8"),
        (("a", "--steps", 0), "steps is '0'; expected a whole number from 1 to 150"),
        (("a", "--steps", 10_000), "steps is '10000'"),
        (("a", "--scheduler", "eulr"), "scheduler: there is no scheduler 'eulr'"),
        (("a", "--scheduler", "flow_euler"), "cannot sample this checkpoint (epsilon)"),
        (("a", "--seeds", "1,2", "--count", 3), "count is 3 and seeds names 2"),
    ],
)
def test_explore_refuses_what_cannot_be_with_the_field(words, message, tmp_path):
    code, _, error = typed("explore", *words, "--out", tmp_path / "out")
    assert code == 2
    assert message in error
    assert not (tmp_path / "out").exists()


def test_canonical_refuses_a_picture_that_is_not_the_records(explored, tmp_path):
    (explored / "sample.000.png").write_bytes((explored / "sample.001.png").read_bytes())
    code, _, error = typed("canonical", explored / "sample.000.json", "--out", tmp_path / "out")
    assert code == 2
    assert "not the picture that the record tells of" in error


def test_canonical_refuses_a_record_of_something_else(explored, tmp_path):
    code, _, error = typed("canonical", explored / "record.json", "--out", tmp_path / "out")
    assert code == 2
    assert "not a sample's record" in error


def test_noise_cannot_hold_what_a_stochastic_sampler_drew(tmp_path):
    folder = tmp_path / "explored"
    typed("explore", "a", "--count", 1, "--steps", 2, "--size", "64x64", "--out", folder)
    words = ("canonical", folder / "sample.000.json", "--out", tmp_path / "out", "--hold", "noise")
    code, _, error = typed(*words)
    assert code == 2
    assert "euler_ancestral, which adds noise" in error
