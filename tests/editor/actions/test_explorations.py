"""Asking for explorations, and taking their samples in."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from editor.actions.errors import ActionError
from editor.actions.explorations import explore, plan, receive, shortened
from editor.actions.renders import cancel
from editor.models import Candidate, Exploration
from jobs.models import Event, Job
from jobs.stages.generator.explore import SampleFacts
from tests import factories

pytestmark = pytest.mark.django_db


def ask(project, by, **wish) -> Exploration:
    return explore(
        project=project, asked_by=by, **{"prompt": "a red kettle on oak", "count": 3, **wish}
    )


def facts(index: int, seed: int = 11) -> dict:
    return SampleFacts(
        name=f"sample.{index:03d}", index=index, seed=seed, phash="0f" * 8, seconds=1, batch_size=2
    ).model_dump(mode="json")


def deliver(exploration: Exploration, index: int, name: str = "") -> None:
    job = exploration.job
    with transaction.atomic():
        receive(
            job=job,
            step=job.steps.get(index=0),
            name=name or f"sample.{index:03d}",
            picture=factories.artifact(width=256, height=256),
            facts=facts(index),
        )


def test_an_exploration_is_a_queued_job_on_the_projects_stream(project, ada):
    found = ask(project, ada, seed=7)
    job = found.job
    assert (job.status, job.stream, job.seed) == ("queued", project.stream, 7)
    assert job.label == "a red kettle on oak"
    assert [step.stage for step in job.steps.all()] == ["explore"]


def test_what_was_not_given_is_the_checkpoints_and_is_spelled_out(project, ada):
    found = ask(project, ada)
    spelled_out = ("width", "height", "steps", "guidance_scale", "scheduler")
    assert all(found.params[name] for name in spelled_out)
    assert found.job.steps.get().params == found.params
    assert (found.job.source.width, found.job.source.height) == (
        found.params["width"],
        found.params["height"],
    )


def test_what_was_given_stands(project, ada):
    found = ask(
        project, ada, width=64, height=128, scheduler="ddim", steps=3, guidance_scale=2.5,
        seeds=[5, 6, 7], batch_size=2, negative_prompt="text",
    )  # fmt: skip
    assert found.params == {
        "prompt": "a red kettle on oak", "negative_prompt": "text", "count": 3, "width": 64,
        "height": 128, "scheduler": "ddim", "steps": 3, "guidance_scale": 2.5,
        "seeds": [5, 6, 7], "batch_size": 2,
    }  # fmt: skip


def test_a_prompt_in_any_script_reads_back_from_the_jobs_recipe(project, ada):
    prompt = "Eine Vase: 'blau' – \"夏\" 🎉\nauf # Holz"
    found = ask(project, ada, prompt=prompt)
    assert found.job.steps.get().params["prompt"] == prompt


def test_a_seed_that_is_not_given_is_drawn_and_recorded(project, ada):
    assert len({ask(project, ada).job.seed for _ in range(4)}) == 4


def test_the_projects_watchers_hear_of_an_exploration(project, ada):
    found = ask(project, ada)
    event = Event.objects.get(stream=project.stream, kind="exploration.added")
    assert event.payload == {"exploration": str(found.id), "count": 3}


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"prompt": ""}, "prompt", "The prompt is empty"),
        ({"prompt": " \n "}, "prompt", "The prompt is empty"),
        ({"prompt": "kettle " * 10_000}, "prompt", "70,000 characters; at most 4,000"),
        ({"negative_prompt": "x" * 4001}, "negative_prompt", "4,001 characters; at most 4,000"),
        ({"width": 100}, "width", "not a multiple of 8: take 96 or 104."),
        ({"height": 4096}, "height", "is 4096; expected a whole number from 64 to 2048"),
        ({"steps": 0}, "steps", "is 0; expected a whole number from 1 to 150"),
        ({"steps": 10_000}, "steps", "is 10000; expected a whole number from 1 to 150"),
        ({"guidance_scale": 0.5}, "guidance_scale", "expected a number from 1 to 30"),
        ({"guidance_scale": float("nan")}, "guidance_scale", "expected a number from 1 to 30"),
        ({"count": 0}, "count", "is 0; expected a whole number from 1 to 64"),
        ({"count": 65}, "count", "is 65; expected a whole number from 1 to 64"),
        ({"batch_size": 0}, "batch_size", "expected a whole number from 1 to 64"),
        ({"scheduler": "eulr"}, "scheduler", "There is no scheduler 'eulr' (did you mean euler"),
        ({"scheduler": "flow_euler"}, "scheduler", "cannot sample this checkpoint"),
        ({"seed": -1}, "seed", "expected 0 to 4294967295"),
        ({"seed": 2**32}, "seed", "expected 0 to 4294967295"),
        ({"seeds": [1, 2]}, "seeds", "2 seeds for 3 samples"),
        ({"seeds": [1, 2, -3]}, "seeds", "is -3; expected a list"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_queues_nothing(
    project, ada, wish, field, words
):
    with pytest.raises(ActionError) as caught:
        ask(project, ada, **wish)
    assert (caught.value.field, words in caught.value.message) == (field, True), caught.value
    assert not Job.objects.exists()
    assert not Exploration.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "admin", "stranger"])
def test_only_creatives_and_leads_explore(project, role):
    someone = factories.person(staff=role == "admin")
    if role == "reviewer":
        project.memberships.create(user=someone, role=role)
    with pytest.raises(PermissionDenied):
        ask(project, someone)


def test_an_exploration_is_cancelled_like_any_job(project, ada):
    assert cancel(job=ask(project, ada).job, by=ada).status == "cancelled"


def test_a_delivered_sample_becomes_a_candidate_that_knows_where_it_came_from(project, ada):
    found = ask(project, ada)
    deliver(found, 1)
    candidate = Candidate.objects.get()
    assert candidate.name == "a red kettle on oak, seed 11"
    assert (candidate.exploration, candidate.sample_index, candidate.seed) == (found, 1, 11)
    assert candidate.picture == candidate.original
    assert (candidate.phash, candidate.added_by, candidate.finding) == ("0f" * 8, ada, None)
    event = Event.objects.get(stream=project.stream, kind="candidate.added")
    assert event.payload == {
        "candidate": str(candidate.id),
        "name": candidate.name,
        "exploration": str(found.id),
        "sample": "sample.001",
    }


def test_a_sample_delivered_twice_is_taken_in_once(project, ada):
    found = ask(project, ada)
    for _ in range(2):
        deliver(found, 0)
    assert Candidate.objects.count() == 1
    assert Event.objects.filter(kind="candidate.added").count() == 1


def test_what_is_no_sample_of_an_exploration_is_left_alone(project, ada):
    found = ask(project, ada)
    deliver(found, 0, name="sheet.000")
    Exploration.objects.all().delete()
    deliver(found, 0)
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a red kettle", "a red kettle"),
        ("  a\n\tred   kettle ", "a red kettle"),
        ("a\u202ered\x07 kettle", "ared kettle"),
        ("kettle " * 30, "kettle " * 13 + "kettle…"),
        ("k" * 200, "k" * 99 + "…"),
    ],
)
def test_a_prompt_is_shortened_at_a_word_and_shows_nothing_unseen(prompt, name):
    assert shortened(prompt) == name


def test_a_plan_tells_tokens_models_and_params_and_queues_nothing(project):
    found = plan(prompt="a red kettle", count=2)
    (text,) = found.conditioning.texts
    assert [token.text for token in text.tokens][:2] == ["a", "red"]
    roles = {pin.role for pin in found.pins}
    assert {"encoder", "tokenizer", "denoiser", "autoencoder", "sampler"} <= roles
    assert found.params.steps and found.params.scheduler
    assert not Job.objects.exists()


def test_a_plan_warns_of_words_that_have_no_effect():
    found = plan(prompt="red kettle " * 60, count=1)
    assert found.conditioning.texts[0].dropped
    assert "no effect" in found.conditioning.warnings[0]
