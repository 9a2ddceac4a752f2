"""The page of an exploration: cells that keep their places, picks, stacks, and how it ended."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from editor.models import Candidate
from jobs.models import Preview
from tests import factories

ALIKE = "0123456789abcdef"


@pytest.fixture
def exploring(scene):
    """An exploration of three that runs: one sample is there, of the next a preview."""
    made = factories.exploration(scene.project, by=scene.people["creative"])
    factories.sample(made, 0)
    step = made.job.steps.get()
    Preview.objects.create(step=step, name="sample.001", data=b"webp")
    return made


def page(client, exploration, **asked) -> str:
    return client.get(reverse("exploration", args=[exploration.id]), asked).text


def states(text: str) -> list[str]:
    """The cells' states, in the order of the page."""
    return re.findall(r'class="cell" data-sample="sample\.\d+" data-state="(\w+)"', text)


def test_each_sample_has_its_cell_from_the_first_moment(exploring, signed_in):
    assert states(page(signed_in("reviewer"), exploring)) == ["sample", "coming", "waiting"]


def test_the_desk_alone_is_what_a_live_page_fetches_again(exploring, signed_in):
    text = page(signed_in("reviewer"), exploring, part="desk")
    assert "<html" not in text
    assert len(states(text)) == 3


def test_the_page_names_where_the_previews_are(exploring, signed_in):
    text = page(signed_in("reviewer"), exploring)
    address = re.search(r'previews="([^"]+)"', text)[1]
    listed = json.loads(signed_in("reviewer").get(address).content)
    assert list(listed) == ["sample.001"]
    answer = signed_in("reviewer").get(listed["sample.001"])
    assert answer.content == b"webp"
    assert answer["Content-Type"] == "image/webp"
    assert "no-store" in answer["Cache-Control"]


def test_a_preview_that_is_gone_is_not_found(exploring, signed_in):
    address = reverse("preview", args=[exploring.job_id, "sample.002"])
    assert signed_in("reviewer").get(address).status_code == 404


def test_a_running_exploration_can_be_cancelled_by_who_renders(exploring, signed_in):
    assert "job-cancel" not in page(signed_in("reviewer"), exploring)
    cancel = reverse("job-cancel", args=[exploring.job_id])
    assert cancel in page(signed_in("creative"), exploring)
    assert signed_in("creative").post(cancel)["Location"] == reverse(
        "exploration", args=[exploring.id]
    )


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_ended_early_says_what_is_kept_and_what_to_do(scene, signed_in, status):
    made = factories.exploration(scene.project, status=status)
    made.job.error = "The disk is full." if status == "failed" else ""
    made.job.save()
    factories.sample(made, 0)
    text = page(signed_in("creative"), made)
    assert states(text) == ["sample", "waiting", "waiting"]
    assert "not made" in text
    assert "kept, here and in the gallery" in text
    assert reverse("job-retry", args=[made.job_id]) in text
    assert "Make the other 2" in text
    if status == "failed":
        assert "The disk is full." in text


def test_near_duplicates_lie_in_a_stack_that_opens(scene, signed_in):
    made = factories.exploration(scene.project, count=3, status="failed")
    first = factories.sample(made, 0, phash=ALIKE)
    factories.sample(made, 1, phash="f" * 16)
    factories.sample(made, 2, phash=ALIKE)
    client = signed_in("creative")
    closed = page(client, made)
    assert "2 alike" in closed
    names = re.findall(r'data-sample="sample\.(\d+)"', closed)
    assert names == ["000", "002", "001"], "a stack's members follow its top"
    assert closed.count(" hidden style=") == 1
    assert page(client, made, open=str(first.id)).count(" hidden style=") == 0
    spread = page(client, made, stacked="no")
    assert re.findall(r'data-sample="sample\.(\d+)"', spread) == ["000", "001", "002"]
    assert "like 1" in spread


def test_while_samples_come_nothing_is_stacked(scene, signed_in):
    made = factories.exploration(scene.project, count=3)
    factories.sample(made, 0, phash=ALIKE)
    factories.sample(made, 2, phash=ALIKE)
    text = page(signed_in("creative"), made)
    assert "data-stack=" not in text
    assert states(text) == ["sample", "waiting", "sample"]


def test_a_pick_and_its_taking_back_lead_to_where_they_were_asked(exploring, signed_in):
    sample, client = exploring.candidates.get(), signed_in("creative")
    pick, back = reverse("candidate-pick", args=[sample.id]), "/reviews/"
    assert client.post(pick, {"picked": "yes", "back": back})["Location"] == back
    sample.refresh_from_db()
    assert sample.picked_by == exploring.asked_by
    client.post(pick, {"picked": "no", "back": back})
    sample.refresh_from_db()
    assert sample.picked_at is None


def test_a_pick_leads_nowhere_else(exploring, signed_in):
    sample = exploring.candidates.get()
    answer = signed_in("creative").post(
        reverse("candidate-pick", args=[sample.id]),
        {"picked": "yes", "back": "https://elsewhere.example/"},
    )
    assert answer["Location"] == reverse("candidate", args=[sample.id])


def test_the_picked_ones_can_be_seen_alone(exploring, signed_in):
    client = signed_in("creative")
    assert "Nothing is picked yet" in page(client, exploring, show="picked")
    sample = exploring.candidates.get()
    client.post(reverse("candidate-pick", args=[sample.id]), {"picked": "yes"})
    assert states(page(client, exploring, show="picked")) == ["sample"]


def test_a_samples_page_says_where_it_came_from(exploring, signed_in):
    sample = exploring.candidates.get()
    text = signed_in("creative").get(reverse("candidate", args=[sample.id])).text
    assert "Where it came from" in text
    assert reverse("exploration", args=[exploring.id]) in text
    assert "Euler ancestral" in text
    assert "once it is picked" in text


def test_the_gallery_shows_kinds_apart(scene, exploring, signed_in):
    client, address = signed_in("creative"), reverse("project", args=[scene.project.id])
    every = Candidate.objects.filter(project=scene.project)
    uploads = every.filter(exploration=None).count()
    counts = {"all": every.count(), "uploads": uploads, "samples": every.count() - uploads}
    for shown, count in counts.items():
        assert client.get(address, {"show": shown}).text.count("data-card=") == count
    assert "Nothing is picked yet" in client.get(address, {"show": "picked"}).text


def test_the_gallery_stacks_near_duplicates(scene, signed_in):
    made = factories.exploration(scene.project, count=2, status="failed")
    factories.sample(made, 0, phash=ALIKE)
    factories.sample(made, 1, phash=ALIKE)
    text = signed_in("creative").get(reverse("project", args=[scene.project.id])).text
    assert "2 alike" in text
    assert len(re.findall(r"data-stack=\S+ hidden>", text)) == 1
