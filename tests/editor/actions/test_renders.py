"""Asking for canonical renders."""

import pytest
from django.core.exceptions import PermissionDenied

from editor.actions.errors import ActionError
from editor.actions.renders import cancel, render, retry
from editor.models import Proof
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def candidate(ada):
    return factories.candidate(factories.project(creative=ada))


def ask(candidate, by, **wish) -> Proof:
    return render(candidate=candidate, asked_by=by, **{"recipe_name": "remove-text", **wish})


def test_a_render_gives_a_proof_whose_job_is_queued(candidate, ada):
    proof = ask(candidate, ada, seed=7)
    assert (proof.made_by, proof.revision) == (ada, 1)
    assert proof.job.status == "queued"
    assert (proof.job.seed, proof.job.recipe_name) == (7, "remove-text")
    assert proof.job.source == candidate.picture
    assert proof.job.stream == candidate.project.stream


def test_revisions_count_up_within_a_candidate(candidate, ada):
    assert [ask(candidate, ada).revision for _ in range(3)] == [1, 2, 3]
    other = factories.candidate(candidate.project)
    assert ask(other, ada).revision == 1


def test_a_seed_that_is_not_given_is_drawn_and_recorded(candidate, ada):
    seeds = {ask(candidate, ada).job.seed for _ in range(4)}
    assert len(seeds) == 4
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_a_recipe_may_be_written_for_one_render(candidate, ada):
    text = "pipeline:\n  - step: upscale\n    params: {scale: 2}\n"
    proof = ask(candidate, ada, recipe_name="", recipe_text=text)
    assert proof.job.recipe_name == "custom"
    assert proof.job.recipe_text == text


def test_a_faulty_recipe_queues_nothing_and_tells_its_lines(candidate, ada):
    with pytest.raises(ActionError) as caught:
        ask(candidate, ada, recipe_name="", recipe_text="pipeline:\n  - step: sharpen\n")
    assert [problem.line for problem in caught.value.problems] == [2]
    assert not Proof.objects.exists()


def test_a_drawn_mask_is_used_when_asked_for(candidate, ada):
    candidate.drawn_mask = factories.artifact(factories.mask_bytes())
    candidate.save()
    assert ask(candidate, ada, use_drawn_mask=True).job.source_mask == candidate.drawn_mask
    assert ask(candidate, ada).job.source_mask is None


def test_a_recipe_that_needs_a_mask_is_refused_without_one(candidate, ada):
    with pytest.raises(ActionError) as caught:
        ask(candidate, ada, recipe_name="", recipe_text="pipeline:\n  - step: inpaint\n")
    assert "mask" in caught.value.problems[0].message


def test_a_recipe_that_begins_with_the_drawn_mask_may_use_it(candidate, ada):
    candidate.drawn_mask = factories.artifact(factories.mask_bytes())
    candidate.save()
    text = "pipeline:\n  - step: inpaint\n"
    proof = ask(candidate, ada, recipe_name="", recipe_text=text, use_drawn_mask=True)
    assert proof.job.source_mask == candidate.drawn_mask


def test_a_hint_and_a_strategy_stand_in_the_jobs_steps(candidate, ada):
    proof = ask(candidate, ada, hint="blend sky", strategy="patch")
    params = proof.job.steps.get(stage="inpaint").params
    assert (params["hint"], params["strategy"]) == ("blend sky", "patch")
    assert proof.job.recipe_name == "remove-text"


def test_a_recipe_of_ones_own_says_its_hint_itself(candidate, ada):
    text = "pipeline:\n  - step: upscale\n"
    with pytest.raises(ActionError, match="says its hint itself") as caught:
        ask(candidate, ada, recipe_name="", recipe_text=text, hint="blend sky")
    assert caught.value.field == "hint"


def test_filling_a_drawn_mask_needs_one(candidate, ada):
    with pytest.raises(ActionError, match="draw one and ask to use it") as caught:
        ask(candidate, ada, recipe_name="inpaint")
    assert caught.value.field == "use_drawn_mask"


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(candidate, ada, seed):
    with pytest.raises(ActionError, match="expected 0 to 4294967295"):
        ask(candidate, ada, seed=seed)


@pytest.mark.parametrize("role", ["reviewer", "admin", "stranger"])
def test_only_creatives_and_leads_render_cancel_and_retry(candidate, ada, role):
    someone = factories.person(staff=role == "admin")
    if role == "reviewer":
        candidate.project.memberships.create(user=someone, role=role)
    job = ask(candidate, ada).job
    with pytest.raises(PermissionDenied):
        ask(candidate, someone)
    with pytest.raises(PermissionDenied):
        cancel(job=job, by=someone)
    with pytest.raises(PermissionDenied):
        retry(job=job, by=someone)


def test_cancelling_stops_this_job_and_no_other(candidate, ada):
    first, second = ask(candidate, ada).job, ask(candidate, ada).job
    assert cancel(job=first, by=ada).status == "cancelled"
    second.refresh_from_db()
    assert second.status == "queued"


def test_what_is_over_cannot_be_cancelled(candidate, ada):
    job = factories.job(candidate.project, by=ada)
    with pytest.raises(ActionError, match="nothing to cancel"):
        cancel(job=job, by=ada)


def test_what_has_not_failed_cannot_be_retried(candidate, ada):
    with pytest.raises(ActionError, match="only a failed or cancelled job"):
        retry(job=ask(candidate, ada).job, by=ada)
