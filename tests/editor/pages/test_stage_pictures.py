"""The page that lays a job's pictures side by side, stage by stage."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from jobs import records
from jobs.models import Step
from tests import factories


@pytest.fixture
def job(scene):
    """Enlarged, denoised without a change, checked, enlarged again."""
    made = factories.job(scene.project, by=scene.people["maker"])
    twice, again = factories.artifact(width=128, height=96), factories.artifact(width=256)
    for index, (stage, picture) in enumerate(
        [("upscale", twice), ("denoise", twice), ("gate", twice), ("upscale", again)]
    ):
        measured = {"tiles": 4, "fidelity_db": 57.25, "model": "net 1", "kept": True}
        step = Step.objects.create(
            job=made, index=index, stage=stage, stage_version="1", queue="imaging", params={},
            status="done", record=records.store(factories.step_record(made, stage, measured)),
        )  # fmt: skip
        step.outputs.create(role="picture", artifact=picture)
    return made


def viewed(page: str) -> list[dict[str, object]]:
    """What the page gives its viewer."""
    found = re.search(r'<studio-stages[^>]* pictures="([^"]*)"', page)
    assert found
    return json.loads(unescape(found[1]))


def test_each_picture_that_a_stage_changed_stands_beside_the_source(job, signed_in):
    page = signed_in("reviewer").get(reverse("job-stages", args=[job.id])).text
    shown = viewed(page)
    assert [one["title"] for one in shown] == ["Source", "Upscale", "Upscale 2"]
    assert [one["width"] for one in shown] == [64, 128, 256]


def test_what_a_stage_measured_stands_at_its_picture(job, signed_in):
    shown = viewed(signed_in("reviewer").get(reverse("job-stages", args=[job.id])).text)
    assert [one["figures"] for one in shown[:2]] == ["", "version 1 · fidelity db 57.25 · tiles 4"]


def test_every_picture_opens_without_a_script_too(job, signed_in):
    client = signed_in("creative")
    page = client.get(reverse("job-stages", args=[job.id])).text
    for one in viewed(page):
        assert f'<a href="{one["url"]}">' in page
        assert client.get(one["url"]).status_code == 200


def test_a_job_that_changed_nothing_says_so(scene, signed_in):
    idle = factories.job(scene.project, by=scene.people["maker"])
    page = signed_in("lead").get(reverse("job-stages", args=[idle.id])).text
    assert "No stage of this job changed the picture." in page


def test_a_job_that_waits_says_where_to_watch_it(scene, signed_in):
    queued = scene.queued_job()
    page = signed_in("lead").get(reverse("job-stages", args=[queued.id])).text
    assert "No stage has changed the picture yet" in page
    assert reverse("job", args=[queued.id]) in page


def test_the_proof_leads_there(scene, signed_in):
    page = signed_in("reviewer").get(reverse("proof", args=[scene.waiting.id])).text
    assert reverse("job-stages", args=[scene.waiting.job_id]) in page
