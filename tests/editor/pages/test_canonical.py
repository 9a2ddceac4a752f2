"""A sample's render form and its proof: what holds it, how far it came, whether it was verified."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from editor.pages import reading
from jobs import records
from jobs.fingerprint import fingerprint
from jobs.records import RecipeReference, StepRecord, Timing
from jobs.stages.generator import conditioning
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.picture_distance import Distance
from jobs.weights import process_weights, weights_settings
from tests import factories

HELD = re.compile(r'name="hold" value="(\w+)" (checked)? ?(disabled)?')


@pytest.fixture
def form(scene, signed_in):
    """The render form of a sample that was explored with a scheduler."""

    def opened(scheduler: str) -> str:
        explored = factories.exploration(scene.project, scheduler=scheduler)
        sample = factories.sample(explored)
        return signed_in("creative").get(reverse("candidate-render", args=[sample.id])).text

    return opened


def test_a_sample_of_a_sampler_that_adds_noise_is_held_by_its_picture(form):
    held = {name: (checked, disabled) for name, checked, disabled in HELD.findall(form("ddpm"))}
    assert held["noise"] == ("", "disabled")
    assert held["picture"][0] == "checked"


def test_a_sample_of_a_deterministic_sampler_is_held_by_its_noise(form):
    held = {name: (checked, disabled) for name, checked, disabled in HELD.findall(form("ddim"))}
    assert held["noise"] == ("checked", "")


def test_only_samplers_that_add_no_noise_are_offered(form):
    offered = re.search(r'id="id_scheduler".*?</select>', form("ddim"), re.S)[0]
    assert 'value="euler"' in offered
    assert 'value="euler_ancestral"' not in offered


def test_a_sample_of_another_checkpoint_says_so_before_it_is_asked_for(form):
    # The factory's exploration never ran, so that it pins nothing.
    assert "another checkpoint" in form("ddim")


def test_an_upload_is_asked_nothing_of_sampling(scene, signed_in):
    page = signed_in("creative").get(reverse("candidate-render", args=[scene.candidate.id])).text
    assert 'name="hold"' not in page
    assert 'name="verify"' not in page


def test_a_proof_tells_how_it_was_held_and_how_far_it_is_from_its_candidate(scene, signed_in):
    reading.wait()
    proof = factories.proof(factories.sample(factories.exploration(scene.project)))
    render = canonical_step(proof.job)
    page = signed_in("reviewer").get(reverse("proof", args=[proof.id])).text
    assert "the noise of seed 9" in page
    assert "31.4 dB PSNR, at most 40 of 255 apart" in page
    assert "2 of 64 hash bits differ" in page
    assert re.search(r"Canonical render <span[^>]*>.*?Verified", page, re.S)
    assert render.sha256_of_pixels in page


def canonical_step(job) -> CanonicalDetails:
    """Write down that a job's first step drew its sample again."""
    params = CanonicalParams(
        prompt="a red kettle", width=64, height=64, steps=4, guidance_scale=4.0, scheduler="ddim"
    )
    details = CanonicalDetails(
        conditioning=conditioning.plan(params, process_weights()),
        seed=9,
        hold="noise",
        hold_strength=None,
        distance=Distance(psnr=31.42, max_difference=40, phash_bits=2),
        verified=True,
        sha256_of_pixels="5" * 64,
    )
    now = timezone.now()
    record = StepRecord(
        index=0, stage="canonical", stage_version="1", params=params.model_dump(mode="json"),
        seed=9, deterministic=True, inputs={"picture": job.source_id},
        outputs={"picture": str(job.result_id)}, pins=(),
        fingerprint=fingerprint(weights_settings()), details=details.model_dump(mode="json"),
        recipe=RecipeReference(name=job.recipe_name, sha256="0" * 64),
        asked_by=job.asked_by.username, key="0" * 64,
        timing=Timing(started_at=now, finished_at=now, seconds=0.1),
    )  # fmt: skip
    job.steps.create(
        index=0, stage="canonical", stage_version="1", queue="generate", params={},
        status="done", record=records.store(record),
    )  # fmt: skip
    return details
