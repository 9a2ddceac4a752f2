"""Replays and comparisons of records in the studio."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jobs import artifacts
from jobs.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


def done_again(scene, *, same: bool) -> Job:
    """A replay that has run: with the first run's outputs, or with another picture."""
    replay = scene.replay()
    original = replay.replay_of
    replay.steps.all().delete()
    replay.result = original.result if same else factories.artifact()
    replay.status, replay.verdict = "done", original.verdict
    replay.save()
    factories.gate_step(replay)
    return replay


@pytest.mark.parametrize(("role", "code"), [("lead", 403), ("reviewer", 403), ("stranger", 404)])
def test_only_administrators_replay(scene, signed_in, role, code):
    job = scene.finished_job()
    assert signed_in(role).post(reverse("job-replay", args=[job.id])).status_code == code
    assert not Job.objects.filter(replay_of=job).exists()


def test_the_button_is_where_administrators_look(scene, signed_in):
    proof = scene.waiting
    button = reverse("job-replay", args=[proof.job_id])
    pages = [
        reverse("job-record", args=[proof.job_id]),
        reverse("proof", args=[proof.id]),
        reverse("audit") + "?show=jobs",
    ]
    for page in pages:
        assert button in signed_in("admin").get(page).text
    for page in pages[:2]:
        assert button not in signed_in("lead").get(page).text


def test_a_replay_is_queued_and_watched(scene, signed_in):
    job, client = scene.finished_job(), signed_in("admin")
    answer = client.post(reverse("job-replay", args=[job.id]), follow=True)
    again = Job.objects.get(replay_of=job)
    assert answer.redirect_chain[-1][0] == reverse("replay", args=[again.id])
    assert "Gate" in answer.text
    assert reverse("job-cancel", args=[again.id]) in answer.text


def test_what_cannot_run_again_is_told_on_the_record(scene, signed_in):
    job = scene.finished_job()
    artifacts.storage().delete(artifacts.path_of(job.source_id))
    answer = signed_in("admin").post(reverse("job-replay", args=[job.id]), follow=True)
    assert "no longer stored" in answer.text
    assert not Job.objects.filter(replay_of=job).exists()


def test_a_replay_with_the_same_bytes_is_identical(scene, signed_in):
    replay = done_again(scene, same=True)
    page = signed_in("lead").get(reverse("replay", args=[replay.id])).text
    assert "Identical: every output of every step has the same bytes." in page


def test_a_replay_with_other_pixels_says_how_far_they_are_apart(scene, signed_in):
    replay = done_again(scene, same=False)
    page = signed_in("lead").get(reverse("replay", args=[replay.id])).text
    assert "Different" in page
    assert "PSNR" in page
    assert "perceptual hash" in page


def test_past_replays_are_listed_with_how_they_came_out(scene, signed_in):
    replay = done_again(scene, same=False)
    page = signed_in("lead").get(reverse("job-record", args=[replay.replay_of_id])).text
    assert f'id="replay-{replay.id}"' in page
    assert 'data-state="differs"' in page


def test_a_replay_that_failed_says_why(scene, signed_in):
    replay = scene.replay()
    replay.status, replay.error = "failed", "The disk is full."
    replay.save()
    page = signed_in("admin").get(reverse("replay", args=[replay.id])).text
    assert "The disk is full." in page
    assert "did not run again" in page


def test_an_administrator_cancels_a_replay_and_a_lead_does_not(scene, signed_in):
    replay = scene.replay()
    address = reverse("job-cancel", args=[replay.id])
    assert signed_in("lead").post(address).status_code == 403
    answer = signed_in("admin").post(address)
    assert answer["Location"] == reverse("replay", args=[replay.id])
    replay.refresh_from_db()
    assert replay.status == Job.Status.CANCELLED


def test_a_job_that_is_no_replay_has_no_such_page(scene, signed_in):
    assert signed_in("admin").get(reverse("replay", args=[scene.waiting.job_id])).status_code == 404


def test_a_replay_is_hidden_with_its_project(scene, signed_in):
    address = reverse("replay", args=[scene.replay().id])
    assert signed_in("stranger").get(address).status_code == 404


def compared(one: Job, other: Job | None = None) -> str:
    tail = f"&other={other.id}" if other else ""
    return f"{reverse('record-comparison')}?one={one.id}{tail}"


def test_a_record_offers_the_others_of_its_project(scene, signed_in):
    page = signed_in("lead").get(compared(scene.waiting.job)).text
    assert f'<option value="{scene.approved.job_id}"' in page
    assert f'<option value="{scene.waiting.job_id}"' not in page


def test_two_records_stand_side_by_side_with_the_first_difference_named(scene, signed_in):
    one, other = scene.finished_job(), scene.finished_job()
    page = signed_in("lead").get(compared(one, other)).text
    assert "First difference" in page
    assert one.source_id in page
    assert other.source_id in page
    assert "equal row" in page


def test_a_record_beside_itself_is_the_same(scene, signed_in):
    job = scene.finished_job()
    assert "The same" in signed_in("lead").get(compared(job, job)).text


@pytest.mark.parametrize(
    "query", ["", "?one=nonsense", "?one=00000000-0000-0000-0000-000000000000"]
)
def test_without_a_record_there_is_nothing_to_compare(scene, signed_in, query):
    assert signed_in("lead").get(reverse("record-comparison") + query).status_code == 404


def test_both_records_must_be_visible(scene, signed_in):
    other = factories.project("Other", lead=scene.people["stranger"])
    theirs = factories.job(other, by=scene.people["stranger"])
    assert signed_in("lead").get(compared(scene.waiting.job, theirs)).status_code == 404
    assert signed_in("stranger").get(compared(theirs, scene.waiting.job)).status_code == 404
