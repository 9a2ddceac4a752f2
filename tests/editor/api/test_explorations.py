"""Exploring over REST: what comes back, and what bad input is told."""

import json
import shutil

import pytest

from editor.models import Exploration
from jobs.models import Job
from jobs.stages import starter
from jobs.weights import process_weights
from tests import factories
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db

PROMPT = "a red kettle on an oak table"


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def client(scene):
    return scene.client("creative")


@pytest.fixture
def explore(scene, client):
    def ask(**wish):
        asked = {"prompt": PROMPT, "count": 2, **wish}
        return client.post(f"/api/projects/{scene.project.id}/explorations/", asked, "json")

    return ask


@pytest.fixture
def condition(scene, client):
    def ask(**wish):
        asked = {"prompt": PROMPT, **wish}
        return client.post(f"/api/projects/{scene.project.id}/conditioning/", asked, "json")

    return ask


@pytest.fixture
def checkpoint(settings):
    """Configure another checkpoint for a test."""

    def configure(name: str, revision: str = "") -> None:
        settings.JOBS_WEIGHTS = {
            **settings.JOBS_WEIGHTS,
            "checkpoint": name,
            "checkpoint_revision": revision,
        }
        process_weights.cache_clear()

    yield configure
    process_weights.cache_clear()


@pytest.fixture
def copied(tmp_path):
    """The starter as a folder of its own, whole, to be broken."""
    folder = shutil.copytree(starter.FOLDER, tmp_path / "checkpoint")
    for part in ("text_encoder", "tokenizer"):
        (folder / part).symlink_to(starter.encoder_folder())
    return folder


def test_an_exploration_comes_back_with_every_param_spelled_out(explore):
    answer = explore(seed=5)
    assert answer.status_code == 201
    found = answer.json()
    assert (found["status"], found["seed"], found["asked_by"]) == ("queued", 5, "creative")
    assert found["params"]["prompt"] == PROMPT
    assert None not in found["params"].values()


def test_explorations_are_listed_newest_first(scene, client, explore):
    newest = explore().json()["id"]
    listed = client.get(f"/api/projects/{scene.project.id}/explorations/").json()["results"]
    assert [one["id"] for one in listed] == [newest, str(scene.exploration.id)]


def test_an_exploration_shows_what_came_and_what_is_to_come(scene, client):
    found = client.get(f"/api/explorations/{scene.exploration.id}/").json()
    (sample,) = found["samples"]
    candidate = scene.exploration.candidates.get()
    assert (sample["candidate"], sample["stack"]) == (str(candidate.id), str(candidate.id))
    assert [one["name"] for one in found["coming"]] == ["sample.001", "sample.002"]
    assert (found["missing"], found["conditioning"], found["notes"]) == (0, None, [])


def test_a_sample_is_a_candidate_that_names_its_exploration(scene, client):
    candidate = scene.exploration.candidates.get()
    found = client.get(f"/api/candidates/{candidate.id}/").json()
    assert found["exploration"] == str(scene.exploration.id)
    assert (found["sample_index"], found["seed"], found["picked_by"]) == (0, 0, None)


def test_a_pick_is_seen_and_taken_back(scene, client):
    address = f"/api/candidates/{scene.exploration.candidates.get().id}/pick/"
    picked = client.put(address).json()
    assert (picked["picked_by"], picked["finding"] is not None) == ("creative", True)
    assert client.delete(address).json()["picked_at"] is None


def test_the_conditioning_marks_the_words_that_are_dropped(condition):
    found = condition(prompt="red kettle " * 60).json()
    (text,) = found["conditioning"]["texts"]
    assert text["dropped"]
    assert not text["tokens"][-1]["kept"]
    assert "no effect" in found["conditioning"]["warnings"][0]


def test_the_conditioning_names_every_model_by_its_digest_and_queues_nothing(condition):
    before = Job.objects.count()
    found = condition().json()
    weights = [pin for pin in found["pins"] if pin["role"] != "library"]
    assert all(len(pin["sha256"]) == 64 for pin in weights)
    assert len(found["conditioning"]["sampler"]["config_sha256"]) == 64
    assert Job.objects.count() == before


def test_the_schedulers_say_which_add_noise_and_which_fit(client):
    found = {one["name"]: one for one in client.get("/api/schedulers/").json()}
    assert found["euler_ancestral"]["stochastic"]
    assert not found["ddim"]["stochastic"]
    assert (found["ddim"]["fits"], found["flow_euler"]["fits"]) == (True, False)


def test_a_samples_plan_begins_with_its_canonical_render(scene, client, explore):
    exploration = Exploration.objects.get(pk=explore().json()["id"])
    sample = factories.sample(exploration)
    steps = client.get(f"/api/candidates/{sample.id}/plan/", {"recipe": "publish"}).json()
    assert steps[0]["stage"] == "canonical"
    upload = client.get(f"/api/candidates/{scene.candidate.id}/plan/", {"recipe": "publish"})
    assert upload.json()[0]["stage"] != "canonical"


def test_a_sample_is_rendered_as_asked(client, explore):
    exploration = Exploration.objects.get(pk=explore(scheduler="ddim").json()["id"])
    sample = factories.sample(exploration)
    wish = {"recipe": "publish", "verify": True, "hold": "picture", "hold_strength": 0.5}
    answer = client.post(f"/api/candidates/{sample.id}/renders/", wish, "json")
    assert answer.status_code == 201
    step = Job.objects.get(pk=answer.json()["job"]).steps.get(index=0)
    assert (step.stage, step.params["verify"], step.params["hold"]) == (
        "canonical",
        True,
        "picture",
    )


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"verify": True}, "verify", "was uploaded"),
        ({"hold": "noise"}, "hold", "was uploaded"),
        ({"hold": "both"}, "hold", "not a valid choice"),
        ({"hold_strength": "much"}, "hold_strength", "valid number"),
        ({"scheduler": "ddim"}, "scheduler", "was uploaded"),
        ({"steps": 0}, "steps", "was uploaded"),
    ],
)
def test_what_an_upload_cannot_be_asked_is_refused_by_its_field(scene, client, wish, field, words):
    answer = client.post(
        f"/api/candidates/{scene.candidate.id}/renders/", {"recipe": "publish", **wish}, "json"
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert words in answer.json()["detail"]


BAD = [
    ({"prompt": ""}, "prompt", "The prompt is empty"),
    ({"prompt": "  \n"}, "prompt", "The prompt is empty"),
    ({"prompt": None}, "prompt", "may not be null"),
    ({"prompt": "kettle " * 10_000}, "prompt", "70,000 characters; at most 4,000"),
    ({"prompt": "a\x00b"}, "prompt", "Null characters"),
    ({"width": 100}, "width", "not a multiple of 8: take 96 or 104"),
    ({"height": 8}, "height", "expected a whole number from 64 to 2048"),
    ({"width": "wide"}, "width", "valid integer"),
    ({"steps": 0}, "steps", "expected a whole number from 1 to 150"),
    ({"steps": 10_000}, "steps", "expected a whole number from 1 to 150"),
    ({"guidance_scale": "nan"}, "guidance_scale", "valid number"),
    ({"count": 10**30}, "count", "expected a whole number from 1 to 64"),
    ({"scheduler": "eulr"}, "scheduler", "There is no scheduler 'eulr' (did you mean euler"),
    ({"scheduler": "flow_euler"}, "scheduler", "cannot sample this checkpoint"),
    ({"seeds": [1]}, "seeds", "1 seeds for 2 samples"),
    ({"seeds": "many"}, "seeds", "list"),
]


@pytest.mark.parametrize(("wish", "field", "words"), BAD)
def test_what_cannot_be_explored_is_refused_by_its_field_and_queues_nothing(
    explore, wish, field, words
):
    before = Job.objects.count()
    answer = explore(**wish)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert words in answer.json()["detail"]
    assert Job.objects.count() == before


@pytest.mark.parametrize(("wish", "field", "words"), BAD)
def test_the_conditioning_says_the_same(condition, wish, field, words):
    answer = condition(count=2, **wish) if "count" not in wish else condition(**wish)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert words in answer.json()["detail"]


def test_a_checkpoint_in_a_folder_is_explored(explore, checkpoint, copied):
    checkpoint(str(copied))
    assert explore().status_code == 201


def test_a_checkpoint_folder_without_one_of_its_parts_is_refused(explore, checkpoint, copied):
    shutil.rmtree(copied / "unet")
    checkpoint(str(copied))
    answer = explore()
    assert answer.status_code == 400
    assert answer.json()["field"] == "checkpoint"
    assert "has no part 'unet'" in answer.json()["detail"]


def test_a_pickled_checkpoint_is_refused(explore, checkpoint, copied):
    for path in (copied / "unet").glob("*.safetensors"):
        path.rename(path.with_suffix(".bin"))
    checkpoint(str(copied))
    answer = explore()
    assert answer.status_code == 400
    assert answer.json()["field"] == "checkpoint"
    assert "is pickled" in answer.json()["detail"]


def test_a_checkpoint_that_is_no_text_to_image_pipeline_is_refused(explore, checkpoint, copied):
    index = json.loads((copied / "model_index.json").read_text())
    index["_class_name"] = "StableAudioPipeline"
    (copied / "model_index.json").write_text(json.dumps(index))
    checkpoint(str(copied))
    answer = explore()
    assert answer.status_code == 400
    assert "StableAudioPipeline" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "revision", "words"),
    [
        ("/nowhere/checkpoint", "", "is not there"),
        ("someone/checkpoint", "main", "40 digits of the commit"),
        ("someone/checkpoint", "0" * 40, "is not on this machine yet"),
    ],
)
def test_a_checkpoint_that_is_not_here_is_refused_before_anything_is_queued(
    explore, checkpoint, name, revision, words
):
    before = Job.objects.count()
    checkpoint(name, revision)
    answer = explore()
    assert answer.status_code == 400
    assert answer.json()["field"] == "checkpoint"
    assert words in answer.json()["detail"]
    assert Job.objects.count() == before


def test_the_schedulers_are_told_without_a_usable_checkpoint_too(client, checkpoint):
    checkpoint("/nowhere/checkpoint")
    assert {one["fits"] for one in client.get("/api/schedulers/").json()} == {None}
