"""The job page, its cancel and retry, and its record."""

from __future__ import annotations

import json

from django.urls import reverse

from jobs.models import Job


def test_a_queued_job_shows_every_stage_that_will_run(scene, signed_in):
    job = scene.queued_job()
    page = signed_in("creative").get(reverse("job", args=[job.id])).text
    for title in ("Find text", "Shape the mask", "Fill the mask", "Upscale", "Gate"):
        assert title in page


def test_a_reviewer_is_offered_neither_cancel_nor_retry(scene, signed_in):
    page = signed_in("reviewer").get(reverse("job", args=[scene.queued_job().id])).text
    assert "/cancel/" not in page


def test_cancelling_one_job_leaves_the_others(scene, signed_in):
    first, second = scene.queued_job(), scene.queued_job()
    signed_in("creative").post(reverse("job-cancel", args=[first.id]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Job.Status.CANCELLED, Job.Status.QUEUED)


def test_a_failed_job_says_why_and_what_was_kept(scene, signed_in):
    page = signed_in("creative").get(reverse("job", args=[scene.failed_job().id])).text
    assert "The disk is full." in page
    assert "is kept" in page


def test_a_failed_job_is_tried_again(scene, signed_in):
    job = scene.failed_job()
    signed_in("creative").post(reverse("job-retry", args=[job.id]))
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED


def test_what_cannot_be_cancelled_says_so(scene, signed_in):
    address = reverse("job-cancel", args=[scene.waiting.job_id])
    assert "nothing to cancel" in signed_in("creative").post(address, follow=True).text


def test_the_record_is_the_same_as_page_and_as_json(scene, signed_in):
    client, of = signed_in("admin"), scene.waiting.job_id
    record = json.loads(client.get(reverse("job-record-json", args=[of])).content)
    page = client.get(reverse("job-record", args=[of])).text
    assert record["source"] in page
    assert record["result"] in page
