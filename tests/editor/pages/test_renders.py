"""The render form: what will run is shown first, and what is refused keeps what was entered."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editor.models import Proof
from editor.pages.plans import plan_of
from jobs import recipes
from tests import factories


def level_bytes(level: int) -> bytes:
    """A mask of the scene's picture size that is the same everywhere."""
    buffer = io.BytesIO()
    Image.new("L", (64, 48), level).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def post(scene, signed_in):
    """Send the form as a creative; ``recipe="upscale-only"`` unless told."""
    client = signed_in("creative")
    address = reverse("candidate-render", args=[scene.candidate.id])

    def send(**fields):
        return client.post(address, {"recipe": "upscale-only", **fields})

    return send


@pytest.mark.parametrize("name", recipes.names())
def test_a_plan_names_encoder_sampler_detector_inpainter_upscaler_and_enhancer(name):
    roles = {row.role for row in plan_of(name).rows}
    assert {"encoder", "sampler", "detector", "inpainter", "upscaler", "enhancer"} <= roles


def test_a_role_that_a_recipe_does_not_fill_is_said_to_be_unused(scene, signed_in):
    page = signed_in("creative").get(reverse("candidate-render", args=[scene.candidate.id]))
    assert "not used by this recipe" in page.content.decode()


def test_a_plan_shows_the_digest_of_the_weights_that_will_run():
    detector = next(row for row in plan_of("remove-text").rows if row.role == "detector")
    assert len(detector.sha256) == 64
    assert "apply_mask" in detector.stages


def test_a_render_leads_to_its_job(post, scene):
    answer = post(seed="7", deterministic="on")
    proof = Proof.objects.get(job__seed=7)
    assert answer["Location"] == reverse("job", args=[proof.job_id])
    assert proof.job.deterministic


def test_an_unticked_box_asks_for_a_run_that_need_not_repeat(post):
    post(seed="8")
    assert not Proof.objects.get(job__seed=8).job.deterministic


def test_a_hint_and_a_strategy_reach_the_step_that_fills(post):
    post(recipe="remove-text", seed="11", hint="blend sky", strategy="patch")
    params = Proof.objects.get(job__seed=11).job.steps.get(stage="inpaint").params
    assert (params["hint"], params["strategy"]) == ("blend sky", "patch")


def test_a_hint_that_nothing_would_heed_is_refused_beside_its_field(post):
    page = post(hint="blend sky").content.decode()
    assert "id_hint-fault" in page
    assert 'value="blend sky"' in page


def test_the_plan_is_that_of_the_chosen_strategy(scene, signed_in):
    address = reverse("candidate-render", args=[scene.candidate.id]) + "?part=plans"
    page = signed_in("creative").post(address, {"recipe": "remove-text", "strategy": "patch"})
    assert "strategy: patch" in page.content.decode()


def test_a_faulty_recipe_keeps_its_text_and_names_the_line(post):
    text = "pipeline:\n  - step: inpant\n"
    page = post(recipe="own", recipe_text=text)
    assert page.status_code == 400
    assert "Line 2:" in page.content.decode()
    assert text in page.content.decode()


def test_a_recipe_is_kept_with_the_line_ends_of_a_file(post):
    post(recipe="own", recipe_text="pipeline:\r\n  - step: upscale\r\n", seed="9")
    assert Proof.objects.get(job__seed=9).job.recipe_text == "pipeline:\n  - step: upscale\n"


@pytest.mark.parametrize("seed", ["-1", "4294967296", "many"])
def test_a_seed_out_of_range_is_refused_beside_its_field(post, seed):
    page = post(seed=seed).content.decode()
    assert "id_seed-fault" in page
    assert f'value="{seed}"' in page


def test_an_uploaded_mask_is_used_at_once(post, scene):
    mask = SimpleUploadedFile("mask.png", factories.mask_bytes(), "image/png")
    post(recipe="remove-text", seed="10", mask=mask)
    assert Proof.objects.get(job__seed=10).job.source_mask is not None


def test_a_mask_of_another_size_is_refused_with_both_sizes(post):
    mask = SimpleUploadedFile("mask.png", factories.mask_bytes(32, 24), "image/png")
    page = post(mask=mask)
    assert page.status_code == 400
    fault = re.search(r'id="id_mask-fault">(.*?)</p>', page.content.decode(), re.S)[1]
    assert {"32", "24", "64", "48"} <= set(re.findall(r"\b\d+\b", fault))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (factories.mask_bytes()[:90], "breaks off"),
        (level_bytes(0), "paint what should be replaced"),
        (level_bytes(255), "covers the whole picture"),
    ],
    ids=["nothing", "cut", "black", "white"],
)
def test_a_mask_that_cannot_be_is_refused_beside_its_field(post, scene, data, words):
    before = scene.candidate.drawn_mask_id
    page = post(mask=SimpleUploadedFile("mask.png", data, "image/png"))
    assert page.status_code == 400
    fault = re.search(r'id="id_mask-fault">(.*?)</p>', page.content.decode(), re.S)[1]
    assert words in fault
    scene.candidate.refresh_from_db()
    assert scene.candidate.drawn_mask_id == before


@pytest.fixture
def again(scene, signed_in):
    """Send the form as it is filled in after a proof, and give the page that answers."""
    client = signed_in("creative")
    address = reverse("candidate-render", args=[scene.candidate.id])

    def send(of, **changes):
        page = client.get(f"{address}?from={Proof.objects.get(job__seed=of).id}")
        form = {**page.context["form"].initial, **changes}
        return client.post(address, {name: value for name, value in form.items() if value})

    return send


OWN_FILL = (
    "pipeline:\n  - step: apply_mask\n  - step: adjust_dilation\n"
    "  - step: inpaint\n    params: {strategy: patch, hint: plain wood}\n  - step: gate\n"
)


@pytest.mark.parametrize(
    "fields",
    [
        {"recipe": "own", "recipe_text": OWN_FILL},
        {"recipe": "remove-text", "strategy": "patch", "hint": "blend sky"},
        {"recipe": "publish"},
        {"recipe": "upscale-only"},
    ],
    ids=["own", "told", "publish", "upscale"],
)
def test_the_form_after_a_proof_asks_for_the_same_steps_again(post, again, fields):
    post(seed="21", **fields)
    first = Proof.objects.get(job__seed=21).job
    assert again(21, seed="22").status_code == 302
    second = Proof.objects.get(job__seed=22).job
    assert second.recipe_name == first.recipe_name
    assert list(second.steps.values_list("stage", "params")) == list(
        first.steps.values_list("stage", "params")
    )


def test_a_strategy_that_the_recipe_says_itself_does_not_stand_in_the_next_form(post, again):
    post(recipe="publish", seed="23")
    assert again(23, recipe="upscale-only", seed="24").status_code == 302
