"""From a prompt to a proof's first step, with a tiny checkpoint that really samples."""

import pytest

from editor import access, queries
from editor.actions.explorations import explore, pick
from editor.actions.renders import cancel, render, retry
from editor.models import Candidate
from jobs import artifacts
from jobs.records import load
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.weights import process_weights
from tests import factories
from tests.jobs.stages.generator import checkpoints
from tests.jobs.trials import work

# The runner keeps deliveries in a thread of its own, which needs to see what was committed.
pytestmark = pytest.mark.django_db(transaction=True)

NO_STEPS = "pipeline:\n  - step: denoise\n    params: {strength: 0}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return checkpoints.stable_diffusion(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(autouse=True)
def tiny(settings, folder):
    settings.JOBS_WEIGHTS = {
        **settings.JOBS_WEIGHTS,
        "checkpoint": str(folder),
        "threads": 1,
        "memory_floor_megabytes": 0,
    }
    process_weights.cache_clear()
    yield
    process_weights.cache_clear()


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def project(ada):
    return factories.project(creative=ada)


def ask(project, by, **wish):
    asked = {"prompt": "red kettle", "count": 3, "steps": 2, "batch_size": 2, **wish}
    return explore(project=project, asked_by=by, **asked)


def test_samples_become_candidates_and_the_page_tells_what_conditioned_them(project, ada):
    found = ask(project, ada)
    assert work(found.job).status == "done"
    page = queries.exploration_page(found)
    assert [tile.origin.sample_index for tile in page.tiles] == [0, 1, 2]
    assert {tile.origin.seed for tile in page.tiles} == set(page.details.seeds)
    assert len(page.details.conditioning.embedding_sha256) == 64
    assert (page.coming, page.missing) == ((), 0)
    assert all(candidate.phash for candidate in Candidate.objects.all())


def test_a_cancelled_exploration_goes_on_where_it_stopped(project, ada):
    found = ask(project, ada)
    cancel(job=found.job, by=ada)
    assert queries.exploration_page(access.exploration_for(ada, found.id)).missing == 3
    retry(job=found.job, by=ada)
    work(found.job)
    assert Candidate.objects.count() == 3


@pytest.mark.parametrize(("scheduler", "hold"), [("ddim", "noise"), ("euler_ancestral", "picture")])
def test_a_picked_sample_is_rendered_canonically_and_its_distance_measured(
    project, ada, scheduler, hold
):
    found = ask(project, ada, scheduler=scheduler, steps=4)
    work(found.job)
    sample = pick(candidate=found.candidates.get(sample_index=1), by=ada)
    proof = render(candidate=sample, asked_by=ada, recipe_text=NO_STEPS, verify=True)
    assert work(proof.job).status == "done", proof.job.error
    step = proof.job.steps.get(index=0)
    details = CanonicalDetails.model_validate(load(step.record_id).details)
    assert (details.hold, details.seed, details.verified) == (hold, sample.seed, True)
    assert step.outputs.filter(role="source").exists()
    assert artifacts.is_stored(proof.job.result_id)


def test_the_noise_gives_the_very_sample_again(project, ada):
    found = ask(project, ada, scheduler="ddim", steps=3, batch_size=1)
    work(found.job)
    sample = found.candidates.get(sample_index=0)
    proof = render(candidate=sample, asked_by=ada, recipe_text=NO_STEPS)
    work(proof.job)
    record = load(proof.job.steps.get(index=0).record_id)
    assert record.details["distance"]["phash_bits"] <= 2
