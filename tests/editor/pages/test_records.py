"""The record of a sampling: what conditioned it, told in full."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import records
from jobs.fingerprint import fingerprint
from jobs.models import Job, Step
from jobs.records import RecipeReference, StepRecord, Timing
from jobs.stages.allowed_text import AllowedLine
from jobs.stages.contract import Pin
from jobs.stages.find_text import ApplyMaskDetails
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.stages.generator.conditioning import Conditioning, Sampler, Token, TokenizedText
from jobs.stages.generator.explore import ExploreDetails, SampleFacts
from jobs.stages.look_again import LookAgainDetails, SeenLine
from jobs.stages.picture_distance import Distance
from jobs.weights import weights_settings
from tests import factories

pytestmark = pytest.mark.django_db
ENCODER = Pin(role="encoder", id="starter/text_encoder", version="1", sha256="e" * 64)


def conditioning() -> Conditioning:
    """Two tokens, of which the encoder has place for one."""
    return Conditioning(
        checkpoint="starter",
        revision="",
        prompt="red vase",
        negative_prompt="",
        width=64,
        height=64,
        steps=4,
        guidance_scale=2,
        texts=(
            TokenizedText(
                tokenizer="tokenizer",
                of="prompt",
                text="red vase",
                limit=3,
                tokens=(Token(text="red", id=1, kept=True), Token(text="vase", id=2, kept=False)),
                dropped=("vase",),
            ),
        ),
        encoders=(ENCODER,),
        tokenizers=(),
        sampler=Sampler(
            name="euler",
            title="Euler",
            class_name="EulerDiscreteScheduler",
            version="1",
            stochastic=False,
            config={},
            config_sha256="c" * 64,
        ),
        embedding_sha256="d" * 64,
    )


def sampled(within, by, stage: str, details: dict[str, Any]) -> Job:
    """A job whose only step sampled."""
    job, now = factories.job(within, by=by), timezone.now()
    record = StepRecord(
        index=0,
        stage=stage,
        stage_version="1",
        params={},
        seed=job.seed,
        deterministic=True,
        inputs={"source": job.source_id, "picture": job.source_id},
        outputs={"picture": job.result_id},
        pins=(ENCODER,),
        fingerprint=fingerprint(weights_settings()),
        details=details,
        recipe=RecipeReference(name=job.recipe_name, sha256="0" * 64),
        asked_by=by.username,
        key="0" * 64,
        timing=Timing(started_at=now, finished_at=now, seconds=0.1),
    )
    Step.objects.create(
        job=job, index=0, stage=stage, stage_version="1", queue="generate", params={},
        status="done", record=records.store(record),
    )  # fmt: skip
    return job


def page_of(scene, signed_in, stage: str, details: dict[str, Any]) -> str:
    job = sampled(scene.project, scene.people["maker"], stage, details)
    return signed_in("reviewer").get(reverse("job-record", args=[job.id])).text


def explored() -> dict[str, Any]:
    sample = SampleFacts(
        name="sample.000", index=0, seed=4711, phash="0" * 16, seconds=1, batch_size=1
    )
    return ExploreDetails(
        conditioning=conditioning(),
        samples=(sample,),
        seeds=(4711,),
        notes=("memory ran out at 8: went on with 4",),
    ).model_dump(mode="json")


def rendered(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "hold": "noise",
        "hold_strength": None,
        "distance": Distance(psnr=31.25, max_difference=40, phash_bits=3),
        "verified": True,
    }
    return CanonicalDetails(
        conditioning=conditioning(), seed=4711, sha256_of_pixels="a" * 64, **given | more
    ).model_dump(mode="json")


@pytest.mark.parametrize("stage", ["explore", "canonical"])
def test_digests_stand_in_full(scene, signed_in, stage):
    page = page_of(scene, signed_in, stage, explored() if stage == "explore" else rendered())
    for letter in "cde":
        assert letter * 64 in page
    assert "EulerDiscreteScheduler" in page


def test_dropped_words_are_marked_in_words(scene, signed_in):
    page = page_of(scene, signed_in, "explore", explored())
    assert "1 dropped: never read" in page
    assert 'class="tokens dropped"' in page


def test_an_exploration_tells_its_seeds_and_what_went_otherwise(scene, signed_in):
    page = page_of(scene, signed_in, "explore", explored())
    assert "4711" in page
    assert "memory ran out at 8" in page


def test_a_canonical_render_tells_how_it_was_held_and_how_near_it_came(scene, signed_in):
    page = page_of(scene, signed_in, "canonical", rendered())
    assert "initial noise" in page
    assert "PSNR 31.25 dB" in page
    assert "perceptual hash 3 of 64 bits" in page
    assert "rendered twice, with the same pixels" in page


def test_a_render_held_by_its_picture_says_how_much_was_drawn_anew(scene, signed_in):
    page = page_of(scene, signed_in, "canonical", rendered(hold="picture", hold_strength=0.4))
    assert "40 % of it drawn anew" in page


def test_details_of_another_version_are_shown_as_they_stand(scene, signed_in):
    page = page_of(scene, signed_in, "explore", {"conditioning": {"older": 1}, "samples": 3})
    assert "older" in page


def test_a_line_that_stayed_says_which_allowed_text_it_matched(scene, signed_in):
    line = AllowedLine(
        text="ACNE CAFE", entry="Acme Café", polygon=((0, 0), (9, 0), (9, 4), (0, 4)),
        detection_confidence=0.9, recognition_confidence=0.8,
    )  # fmt: skip
    details = ApplyMaskDetails(found=0, left_alone=0, drawn=0, allowed=(line,), coverage=0)
    page = page_of(scene, signed_in, "apply_mask", details.model_dump(mode="json"))
    assert "ACNE CAFE" in page
    assert "stays: allowed as “Acme Café”" in page


def test_what_a_second_look_found_and_what_remains_is_told(scene, signed_in):
    line = SeenLine(
        text="SALE", polygon=((0, 0), (9, 0), (9, 4), (0, 4)), confidence=0.9, kind="remnant"
    )
    details = LookAgainDetails(found=(line,), rounds=(), remaining=(line,), allowed=())
    page = page_of(scene, signed_in, "look_again", details.model_dump(mode="json"))
    assert "found: left where text was removed" in page
    assert "remains: can still be read" in page
