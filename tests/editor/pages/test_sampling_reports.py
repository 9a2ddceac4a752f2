"""Sampling reports in the studio: the form, a report on its way, and one that is done."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.models import Job
from tests.editor.pages.sampling_report_scene import finish
from tests.jobs.stages.sampling_report.rows import prompt, report

pytestmark = pytest.mark.django_db


def reports(scene) -> str:
    return reverse("sampling-reports", args=[scene.project.id])


def test_the_project_leads_to_its_reports(scene, signed_in):
    page = signed_in("reviewer").get(reverse("project", args=[scene.project.id])).text
    assert reports(scene) in page


def test_without_a_report_the_list_says_what_to_do(scene, signed_in):
    page = signed_in("creative").get(reports(scene)).text
    assert "No report yet" in page
    assert "Write prompts above" in page


def test_a_reviewer_sees_the_list_and_is_offered_no_form(scene, signed_in):
    assert "<textarea" not in signed_in("reviewer").get(reports(scene)).text


@pytest.mark.parametrize(("role", "code"), [("reviewer", 403), ("admin", 403), ("stranger", 404)])
def test_a_report_is_refused_to_who_may_not_add(scene, signed_in, role, code):
    answer = signed_in(role).post(reports(scene), {"prompts": "a red vase", "count": 2})
    assert answer.status_code == code
    assert not Job.objects.filter(recipe_name="sampling-report").exists()


def test_asking_queues_a_job_and_leads_to_its_page(scene, signed_in):
    wish = {"prompts": "# vases\r\na red vase\r\n\r\na blue vase", "count": 3, "steps": 4}
    answer = signed_in("creative").post(reports(scene), wish)
    job = Job.objects.get(recipe_name="sampling-report")
    assert answer["Location"] == reverse("sampling-report", args=[job.id])
    params = job.steps.get().params
    assert params["prompts"] == ["a red vase", "a blue vase"]
    assert (params["count"], params["steps"]) == (3, 4)
    assert params["deterministic_scheduler"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"prompts": "", "count": 8}, "There is no prompt"),
        ({"prompts": "# none\n", "count": 8}, "There is no prompt"),
        ({"prompts": "a vase\na vase", "count": 8}, "Line 2: the same prompt as in line 1"),
        ({"prompts": "a" * 1001, "count": 8}, "Line 1: the prompt has 1,001 characters"),
        ({"prompts": "a vase", "count": 1}, "expected a whole number from 2 to 64"),
        ({"prompts": "a vase", "count": 8, "steps": 10_000}, "expected a whole number from 1"),
    ],
)
def test_what_cannot_be_compared_is_said_at_its_field(scene, signed_in, wish, words):
    answer = signed_in("creative").post(reports(scene), wish)
    assert answer.status_code == 400
    assert words in answer.text
    assert not Job.objects.filter(recipe_name="sampling-report").exists()


def test_a_waiting_report_shows_how_far_it_is(scene, signed_in):
    job = scene.sampling_report()
    page = signed_in("creative").get(reverse("sampling-report", args=[job.id])).text
    assert "Waits for a worker on “generate”" in page
    assert "0 of 2 prompts drawn" in page
    assert reverse("job-cancel", args=[job.id]) in page


def test_a_cancelled_report_says_why_there_are_no_figures(scene, signed_in):
    job = scene.sampling_report()
    client = signed_in("creative")
    page = client.post(reverse("job-cancel", args=[job.id]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("sampling-report", args=[job.id])
    assert "there are no figures" in page.text


def test_a_failed_report_says_why_and_may_be_tried_again(scene, signed_in):
    job = scene.sampling_report()
    job.steps.update(status="failed", error="No memory.")
    job.status, job.error = "failed", "No memory."
    job.save()
    page = signed_in("creative").get(reverse("sampling-report", args=[job.id])).text
    assert "No memory." in page
    assert reverse("job-retry", args=[job.id]) in page


def test_a_finished_report_tells_its_figures_with_charts_and_sheets(scene, signed_in):
    rows = [prompt((12, 10), (0.5, 0.25)), prompt((13, 11), (0.25, 0.25))]
    job = finish(scene.sampling_report(), report(rows))
    page = signed_in("reviewer").get(reverse("sampling-report", args=[job.id])).text
    assert "+19.0 %" in page
    assert "The article reports 28 % more" in page
    assert page.count('<svg class="chart"') == 3
    assert "<style" not in page
    assert page.count('id="sheet-') == 2
    assert "How it was compared" in page


def test_a_report_without_failures_says_undefined(scene, signed_in):
    job = finish(scene.sampling_report(), report([prompt((12, 10)), prompt((13, 11))]))
    page = signed_in("creative").get(reverse("sampling-report", args=[job.id])).text
    assert "undefined" in page
    assert "inf" not in page.replace("information", "")


def test_a_report_can_be_asked_again_with_its_prompts(scene, signed_in):
    job = scene.sampling_report()
    page = signed_in("creative").get(f"{reports(scene)}?from={job.id}").text
    assert "a red vase\na blue mug</textarea>" in page


def test_another_jobs_page_is_no_report(scene, signed_in):
    address = reverse("sampling-report", args=[scene.waiting.job_id])
    assert signed_in("creative").get(address).status_code == 404


def test_a_report_of_a_project_is_hidden_from_strangers(scene, signed_in):
    address = reverse("sampling-report", args=[scene.sampling_report().id])
    assert signed_in("stranger").get(address).status_code == 404


def test_a_part_of_the_page_is_what_a_live_page_fetches(scene, signed_in):
    job = scene.sampling_report()
    client = signed_in("creative")
    part = client.get(reverse("sampling-report", args=[job.id]) + "?part=body").text
    assert "<html" not in part
    assert "<html" not in client.get(reports(scene) + "?part=list").text


def test_prompts_are_escaped(scene, signed_in):
    client = signed_in("creative")
    client.post(reports(scene), {"prompts": "<b>a</b> vase", "count": 2})
    job = Job.objects.get(recipe_name="sampling-report")
    page = client.get(f"{reports(scene)}?from={job.id}").text
    assert "<b>a</b>" not in page
