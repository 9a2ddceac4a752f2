"""What cannot be sampled is refused in words that name the field, and the process lives on."""

import json
import shutil
import time

import pytest
from pydantic import ValidationError

from jobs.recipes import RecipeError, parse
from jobs.stages.contract import StageError
from jobs.stages.generator import canonical, checkpoint, explore
from jobs.stages.generator.conditioning import plan
from jobs.stages.generator.params import CanonicalParams, ExploreParams
from jobs.stages.generator.refusing import refusal
from jobs.stages.registry import STAGES
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.generator.conftest import Receiver, blank

HUB = "somebody/a-checkpoint-that-is-not-here"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"prompt": ""}, "the prompt is empty"),
        ({"prompt": " \n "}, "the prompt is empty"),
        ({"prompt": "word " * 10_000}, "at most 4000 characters"),
        ({"prompt": "a", "width": 100}, "100 is not a multiple of 8: take 96 or 104"),
        ({"prompt": "a", "height": 8}, "greater than or equal to 64"),
        ({"prompt": "a", "steps": 0}, "greater than or equal to 1"),
        ({"prompt": "a", "steps": 10_000}, "less than or equal to 150"),
        ({"prompt": "a", "scheduler": "eulr"}, "no scheduler 'eulr' .*did you mean euler"),
        ({"prompt": "a", "scheduler": "x"}, "no scheduler 'x' .*known: ddim"),
        ({"prompt": "a", "count": 65}, "less than or equal to 64"),
        ({"prompt": "a", "count": 3, "seeds": (1, 2)}, "count is 3 and seeds names 2"),
        ({"prompt": "a", "seeds": (-1,), "count": 1}, "greater than or equal to 0"),
    ],
)
def test_a_field_that_cannot_be_is_named(given, message):
    with pytest.raises(ValidationError, match=message) as caught:
        ExploreParams(**given)
    named = {str(part) for error in caught.value.errors() for part in error["loc"][:1]}
    assert named <= set(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"batch_size": 2}, "a canonical render has batch size 1, not 2"),
        ({"scheduler": "euler_ancestral"}, "'euler_ancestral' adds noise while it samples"),
        ({"hold_strength": 0}, "greater than 0"),
    ],
)
def test_a_canonical_render_takes_no_chances(given, message):
    with pytest.raises(ValidationError, match=message):
        CanonicalParams(prompt="a", **given)


@pytest.mark.parametrize(
    ("param", "message"),
    [
        ("prompt: ''", "'prompt' of explore: the prompt is empty"),
        ("width: 100", "'width' of explore: 100 is not a multiple of 8"),
        ("steps: 10000", "'steps' of explore is 10000; expected a whole number from 1 to 150"),
        ("steps: 0", "'steps' of explore is 0"),
        ("scheduler: eulr", "'scheduler' of explore: there is no scheduler 'eulr'"),
    ],
)
def test_a_recipe_is_refused_by_its_line(param, message):
    with pytest.raises(RecipeError) as caught:
        parse(f"pipeline:\n- step: explore\n  params: {{{param}}}", stages=STAGES)
    assert message in str(caught.value)
    assert caught.value.problems[0].line == 3


def test_a_recipe_without_a_prompt_is_refused():
    with pytest.raises(RecipeError, match="prompt is missing"):
        parse("pipeline: [{step: explore}]", stages=STAGES)


def settings(folder, revision=""):
    return WeightsSettings(checkpoint=str(folder), checkpoint_revision=revision, threads=1)


@pytest.fixture
def copy(tiny, tmp_path):
    """A checkpoint of one's own to break."""
    return shutil.copytree(tiny("stable_diffusion"), tmp_path / "copy")


def refused(folder):
    """What the refusal says, which the stage and the conditioning's plan say as well."""
    found = refusal(ExploreParams(prompt="a"), settings(folder))
    assert found is not None
    weights = Weights(settings(folder))
    with pytest.raises(StageError) as planned:
        plan(ExploreParams(prompt="a"), weights)
    with pytest.raises(StageError) as ran:
        explore.run(blank(), ExploreParams(prompt="a"), Receiver(weights).context)
    assert str(planned.value) == str(ran.value) == found
    return found


def test_a_missing_part_is_named(copy):
    shutil.rmtree(copy / "vae")
    assert "has no part 'vae', which its model_index.json names (AutoencoderKL)" in refused(copy)


def test_a_part_without_weights_is_named(copy):
    (copy / "text_encoder" / "model.safetensors").unlink()
    assert "The part 'text_encoder'" in refused(copy)


def test_a_pickled_part_is_named_with_its_file(copy):
    weights = copy / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    said = refused(copy)
    assert "The part 'unet'" in said
    assert "is pickled (diffusion_pytorch_model.bin)" in said


def test_a_pickle_beside_safetensors_is_left_alone(copy):
    (copy / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"never read")
    assert refusal(ExploreParams(prompt="a"), settings(copy)) is None


def test_a_damaged_weight_file_is_an_error_that_names_the_setting(copy):
    damaged = copy / "vae" / "diffusion_pytorch_model.safetensors"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    with pytest.raises(StageError, match=r"could not be loaded.*IMPRIMATUR_CHECKPOINT"):
        explore.run(blank(), ExploreParams(prompt="a"), Receiver(Weights(settings(copy))).context)


def test_a_folder_without_an_index_is_no_checkpoint(tmp_path):
    assert "has no model_index.json" in refused(tmp_path)


def test_another_kind_of_pipeline_is_named(copy):
    index = json.loads((copy / "model_index.json").read_text())
    index["_class_name"] = "StableDiffusionInpaintPipeline"
    (copy / "model_index.json").write_text(json.dumps(index))
    assert "is a StableDiffusionInpaintPipeline, not a text-to-image pipeline" in refused(copy)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert "is not there: set IMPRIMATUR_CHECKPOINT" in refused(tmp_path / "nowhere")


def test_a_hub_id_needs_the_forty_digits_of_its_commit():
    params = ExploreParams(prompt="a")
    said = refusal(params, settings(HUB, "main"))
    assert said is not None and "set IMPRIMATUR_CHECKPOINT_REVISION to the 40 digits" in said
    assert refusal(params, settings(HUB, "a" * 40)) is None


def test_a_hub_id_without_network_fails_soon_and_says_what_to_do(monkeypatch):
    # An address where nothing answers: the client is the real one.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    weights = Weights(settings(HUB, "a" * 40))
    began = time.perf_counter()
    with pytest.raises(StageError, match="could not be fetched from the hub") as caught:
        explore.run(blank(), ExploreParams(prompt="a"), Receiver(weights).context)
    assert time.perf_counter() - began < 20
    assert HUB in str(caught.value)


def test_a_hub_id_that_is_not_fetched_is_pinned_by_its_commit():
    found = explore.pins(ExploreParams(prompt="a"), Weights(settings(HUB, "a" * 40)))
    assert (found[0].id, found[0].version, found[0].sha256) == (HUB, "a" * 40, "")


def test_a_cached_commit_needs_no_network(tiny, tmp_path, monkeypatch):
    snapshot = tmp_path / f"models--{HUB.replace('/', '--')}" / "snapshots" / ("a" * 40)
    shutil.copytree(tiny("stable_diffusion"), snapshot)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    found = checkpoint.fetched(settings(HUB, "a" * 40))
    assert (found.id, found.revision, found.folder) == (HUB, "a" * 40, snapshot)


def test_a_sampler_of_another_family_is_refused_with_those_that_fit(weights_of):
    weights = weights_of("stable_diffusion")
    params = ExploreParams(prompt="a", scheduler="flow_euler")
    with pytest.raises(StageError, match=r"scheduler is 'flow_euler'.*\(epsilon\).*ddim"):
        explore.run(blank(), params, Receiver(weights).context)


def test_another_size_than_the_candidates_is_refused(weights):
    params = CanonicalParams(prompt="a", width=128, height=64)
    with pytest.raises(StageError, match="width is 128 and the candidate's is 64"):
        canonical.run(blank(), params, Receiver(weights).context)


def test_a_strength_that_draws_no_step_is_refused(weights):
    params = CanonicalParams(prompt="a", steps=2, hold="picture", hold_strength=0.1)
    with pytest.raises(StageError, match=r"hold_strength is 0\.1 and steps is 2"):
        canonical.run(blank(), params, Receiver(weights).context)


def test_after_all_that_the_process_still_draws(weights):
    receiver = Receiver(weights)
    explore.run(blank(), ExploreParams(prompt="a", steps=1, count=1), receiver.context)
    assert list(receiver.pictures) == ["sample.000"]
