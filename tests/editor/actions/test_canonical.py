"""Rendering a sample canonically: what its first step is asked with."""

import pytest

from editor.actions.canonical import whole_recipe
from editor.actions.errors import ActionError
from editor.actions.explorations import explore
from editor.actions.renders import render
from editor.models import Candidate, Proof
from jobs import recipes
from jobs.models import Step
from jobs.stages.generator.defaults import defaults
from jobs.weights import process_weights
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sampled(project, ada):
    """A sample, seed 0, of an exploration that was really asked for with a scheduler."""

    def with_scheduler(scheduler: str, **wish) -> Candidate:
        asked = {"prompt": "a red kettle", "count": 2, "steps": 6, "guidance_scale": 3.5, **wish}
        found = explore(project=project, asked_by=ada, scheduler=scheduler, **asked)
        return factories.sample(found)

    return with_scheduler


def first_step(proof: Proof) -> Step:
    return proof.job.steps.get(index=0)


def ask(candidate, by, **wish) -> Proof:
    return render(candidate=candidate, asked_by=by, **{"recipe_name": "publish", **wish})


def test_a_samples_render_puts_the_canonical_step_before_the_recipes_own(sampled, ada):
    proof = ask(sampled("ddim"), ada)
    own = [step.stage.name for step in recipes.load("publish").steps]
    assert [step.stage for step in proof.job.steps.order_by("index")] == ["canonical", *own]
    assert proof.job.recipe_name == "publish"
    assert proof.job.source == proof.candidate.picture


def test_the_canonical_step_has_the_explorations_conditioning_and_the_samples_seed(sampled, ada):
    candidate = sampled("ddim", negative_prompt="text")
    params = first_step(ask(candidate, ada, seed=99)).params
    asked = candidate.exploration.params
    shared = ("prompt", "negative_prompt", "width", "height", "steps", "guidance_scale")
    assert {name: params[name] for name in shared} == {name: asked[name] for name in shared}
    assert (params["seed"], params["batch_size"], params["verify"]) == (0, 1, False)


def test_noise_holds_a_sample_of_a_scheduler_that_adds_none(sampled, ada):
    params = first_step(ask(sampled("dpmpp_2m"), ada)).params
    assert (params["hold"], params["scheduler"]) == ("noise", "dpmpp_2m")


def test_the_picture_holds_a_sample_of_a_scheduler_that_adds_noise(sampled, ada):
    params = first_step(ask(sampled("euler_ancestral"), ada)).params
    assert params["hold"] == "picture"
    assert params["scheduler"] == defaults(process_weights()).canonical_scheduler


def test_what_is_asked_for_goes_before_what_the_exploration_had(sampled, ada):
    wish = {
        "verify": True, "hold": "picture", "hold_strength": 0.5, "scheduler": "unipc", "steps": 9,
        "guidance_scale": 2.0,
    }  # fmt: skip
    params = first_step(ask(sampled("ddim"), ada, **wish)).params
    assert {name: params[name] for name in wish} == wish


def test_every_pin_of_the_canonical_step_is_planned_before_it_runs(sampled, ada):
    pins = first_step(ask(sampled("ddim"), ada)).planned_pins
    roles = {pin["role"] for pin in pins}
    assert {"encoder", "tokenizer", "denoiser", "autoencoder", "sampler"} <= roles


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"hold": "noise"}, "hold", "adds noise at each step"),
        ({"hold": "both"}, "hold", "expected one of noise, picture"),
        ({"hold_strength": 0.0}, "hold_strength", "of more than 0 and at most 1"),
        ({"hold_strength": 1.5}, "hold_strength", "of more than 0 and at most 1"),
        ({"hold_strength": 0.01}, "hold_strength", "not one step"),
        ({"scheduler": "euler_ancestral"}, "scheduler", "a canonical render does not"),
        ({"scheduler": "nope"}, "scheduler", "There is no scheduler 'nope'"),
        ({"steps": 0}, "steps", "expected a whole number from 1 to 150"),
        ({"guidance_scale": 99.0}, "guidance_scale", "expected a number from 1 to 30"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(sampled, ada, wish, field, words):
    candidate = sampled("euler_ancestral")
    with pytest.raises(ActionError) as caught:
        ask(candidate, ada, **wish)
    assert (caught.value.field, words in caught.value.message) == (field, True), caught.value
    assert not Proof.objects.exists()


@pytest.mark.parametrize(
    "wish",
    [
        {"verify": True},
        {"hold": "noise"},
        {"hold_strength": 0.0},
        {"scheduler": "ddim"},
        {"steps": 0},
        {"guidance_scale": 3.0},
    ],
)
def test_an_upload_takes_none_of_it(project, ada, wish):
    upload = factories.candidate(project)
    with pytest.raises(ActionError, match="was uploaded") as caught:
        ask(upload, ada, **wish)
    assert [caught.value.field] == list(wish)


def test_an_uploads_recipe_stays_as_it_is(project):
    recipe = recipes.load("publish")
    assert whole_recipe(factories.candidate(project), recipe) is recipe


def test_a_recipe_that_begins_with_a_picture_of_its_own_is_refused(sampled, ada):
    text = "pipeline:\n  - step: explore\n    params: {prompt: a kettle}\n"
    with pytest.raises(ActionError) as caught:
        ask(sampled("ddim"), ada, recipe_name="", recipe_text=text)
    assert "a picture of its own" in caught.value.problems[0].message


def test_another_checkpoint_than_the_samples_own_is_refused(sampled, ada):
    candidate = sampled("ddim")
    step = Step.objects.get(job=candidate.exploration.job)
    for pin in step.planned_pins:
        if pin["role"] == "denoiser":
            pin["sha256"] = "0" * 64
    step.save()
    with pytest.raises(ActionError, match="came from another checkpoint") as caught:
        ask(candidate, ada)
    assert caught.value.field == "checkpoint"
    assert "denoiser" in caught.value.message


def test_a_drawn_mask_goes_on_to_the_recipes_steps(sampled, ada):
    candidate = sampled("ddim")
    candidate.drawn_mask = factories.artifact(factories.mask_bytes(256, 256))
    candidate.save()
    text = "pipeline:\n  - step: inpaint\n"
    proof = ask(candidate, ada, recipe_name="", recipe_text=text, use_drawn_mask=True)
    assert proof.job.source_mask == candidate.drawn_mask
