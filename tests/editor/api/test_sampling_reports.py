"""Sampling reports, replays and comparisons over REST."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.models import Job
from tests.editor.api import scene as scenes
from tests.editor.pages.sampling_report_scene import finish
from tests.jobs.stages.sampling_report.rows import prompt, report

pytestmark = pytest.mark.django_db


def test_a_report_is_asked_for_watched_and_read():
    scene = scenes.build()
    client = scene.client("creative")
    address = reverse("api-sampling-reports", args=[scene.project.id])
    wish = {"prompts": ["a red vase", "a blue mug"], "count": 2, "seed": 11}
    asked = client.post(address, wish, format="json")
    assert (asked.status_code, asked.json()["seed"]) == (201, 11)
    one = reverse("api-sampling-report", args=[asked.json()["id"]])
    waiting = client.get(one).json()
    assert (waiting["status"], waiting["report"], waiting["sheets"]) == ("queued", None, [])
    assert waiting["params"]["exploratory_scheduler"]
    finish(Job.objects.get(id=asked.json()["id"]), report([prompt((12, 10)), prompt((13, 11))]))
    done = client.get(one).json()
    assert done["report"]["novelty"]["ratio"]["value"] == pytest.approx(25 / 21)
    assert done["report"]["failures"]["ratio"]["value"] is None
    assert [sheet["number"] for sheet in done["sheets"]] == [1, 2]
    assert [job["id"] for job in client.get(address).json()["results"]] == [asked.json()["id"]]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "prompts"),
        ({"prompts": []}, "prompts"),
        ({"prompts": ["a", ""]}, "prompts"),
        ({"prompts": ["a" * 5000]}, "prompts"),
        ({"prompts": [f"vase {n}" for n in range(201)]}, "prompts"),
        ({"prompts": ["a"], "count": 1}, "count"),
        ({"prompts": ["a"], "count": 10**30}, "count"),
        ({"prompts": ["a"], "steps": 0}, "steps"),
        ({"prompts": ["a"], "guidance_scale": 99}, "guidance_scale"),
        ({"prompts": ["a"], "seed": -1}, "seed"),
        ({"prompts": "a"}, "prompts"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_its_field(wish, field):
    scene = scenes.build()
    address = reverse("api-sampling-reports", args=[scene.project.id])
    answer = scene.client("creative").post(address, wish, format="json")
    assert answer.status_code == 400
    assert answer.json()["field"].split(".")[0] == field
    assert not Job.objects.filter(recipe_name="sampling-report").exists()


def test_a_replay_has_no_verdict_until_it_is_over():
    scene = scenes.build()
    replay = scene.replay()
    address = reverse("api-replay", args=[replay.id])
    answer = scene.client("lead").get(address).json()
    assert (answer["verdict"], answer["replay_of"]) == (None, str(replay.replay_of_id))
    replay.status, replay.error = "failed", "The disk is full."
    replay.save()
    over = scene.client("lead").get(address).json()
    assert over["verdict"]["status"] == "differs"
    assert over["error"] == "The disk is full."


def test_what_cannot_be_replayed_is_refused_in_words():
    scene = scenes.build()
    address = reverse("api-replays", args=[scene.failed_job().id])
    answer = scene.client("admin").post(address)
    assert answer.status_code == 400
    assert "only a finished one can be replayed" in answer.json()["detail"]


def test_two_records_are_compared():
    scene = scenes.build()
    one, other = scene.finished_job(), scene.finished_job()
    address = reverse("api-record-comparison")
    client = scene.client("reviewer")
    apart = client.get(address, {"one": one.id, "other": other.id}).json()
    assert apart["same"] is False
    assert apart["first_difference"]["path"] == "source"
    assert client.get(address, {"one": one.id, "other": one.id}).json()["same"] is True


@pytest.mark.parametrize("query", [{}, {"one": "nonsense", "other": "nonsense"}])
def test_a_comparison_names_what_is_missing(query):
    answer = scenes.build().client("reviewer").get(reverse("api-record-comparison"), query)
    assert (answer.status_code, answer.json()["field"]) == (400, "one")
