"""The explore form: what it begins with, what conditions it, and what it refuses."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from editor.models import Exploration
from editor.pages import reading
from tests import factories

PROMPT = "a red kettle on an oak table"


@pytest.fixture(autouse=True)
def the_checkpoint_was_read_before():
    reading.wait()


@pytest.fixture
def address(scene) -> str:
    return reverse("explore", args=[scene.project.id])


@pytest.fixture
def asked(scene):
    """The explorations that a test asked for."""
    return Exploration.objects.exclude(pk=scene.exploration.pk)


@pytest.fixture
def post(address, signed_in):
    """Send the form as a creative; a prompt and a count unless told."""
    client = signed_in("creative")

    def send(part="", **fields):
        values = {"prompt": PROMPT, "count": "2", "size": "64x64", **fields}
        return client.post(address + part, values)

    return send


def fault(page: str, field: str) -> str:
    """What is said beside a field."""
    found = re.search(rf'id="id_{field}-fault">(.*?)</p>', page, re.S)
    return found[1] if found else ""


def test_asking_leads_to_the_exploration(post, asked):
    answer = post(steps="4", seeds="7")
    made = asked.get()
    assert answer["Location"] == reverse("exploration", args=[made.id])
    assert (made.params["prompt"], made.params["count"], made.job.seed) == (PROMPT, 2, 7)
    assert (made.params["width"], made.params["height"]) == (64, 64)


def test_the_form_offers_the_checkpoints_own_size_first(address, signed_in):
    page = signed_in("creative").get(address).text
    sizes = re.findall(r'name="size" value="([^"]+)" (checked)?', page)
    assert sizes[0][1] == "checked"
    assert sizes[-1][0] == "other"


def test_only_samplers_that_suit_the_checkpoint_are_offered(address, signed_in):
    page = signed_in("creative").get(address).text
    assert 'value="euler_ancestral"' in page
    assert 'value="flow_euler"' not in page


def test_before_a_prompt_the_models_are_shown_and_no_tokens(address, signed_in):
    page = signed_in("creative").get(address).text
    assert "Write a prompt to see how it is cut" in page
    assert re.search(r'class="role">Encoder<.*?data-copy="[0-9a-f]{64}"', page, re.S)
    assert 'class="tokens"' not in page


def test_the_panel_alone_shows_tokens_sampler_and_digests_and_asks_for_nothing(post, asked):
    page = post("?part=conditioning").text
    assert "<html" not in page
    for word in ("kettle", "Encoder", "Tokenizer", "Sampler", "Denoiser", "Autoencoder"):
        assert word in page
    assert not asked.exists()


def test_what_no_encoder_reads_is_named_and_struck(post):
    page = post("?part=conditioning", prompt=PROMPT + " and a small spoon" * 40).text
    assert "dropped: never read" in page
    assert 'class="tokens dropped"' in page
    assert "notice wait" in page


def test_the_conditioning_is_there_without_scripts(post, asked):
    page = post(preview="yes")
    assert page.status_code == 200
    assert "kettle</li>" in page.text
    assert not asked.exists()


def test_a_faulty_field_is_told_in_the_panel_too(post):
    assert "scheduler" in post("?part=conditioning", scheduler="eulr").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt", "   "),
        ("prompt", "word " * 10_000),
        ("count", "0"),
        ("count", "65"),
        ("steps", "0"),
        ("steps", "10000"),
        ("guidance_scale", "99"),
        ("scheduler", "eulr"),
        ("seeds", "one two"),
        ("seeds", "1 2 3"),
        ("seeds", str(2**32)),
        ("size", "huge"),
        ("size", "65x64"),
        ("batch_size", "100"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(post, field, value, asked):
    answer = post(**{field: value})
    assert answer.status_code == 400
    said = {"size": "width"}.get(field, field) if value == "65x64" else field
    assert fault(answer.text, said)
    assert PROMPT in answer.text or field == "prompt"
    assert not asked.exists()


def test_one_side_alone_asks_for_the_other(post):
    answer = post(size="other", width="64")
    assert "Give the height too" in fault(answer.text, "height")


def test_as_many_seeds_as_candidates_are_taken_one_each(post, asked):
    post(seeds="5, 6")
    assert asked.get().params["seeds"] == [5, 6]


def test_an_earlier_exploration_is_listed_and_fills_the_form(scene, address, signed_in):
    earlier = factories.exploration(scene.project, prompt="two green apples", scheduler="ddim")
    client = signed_in("creative")
    assert "two green apples" in client.get(address).text
    page = client.get(address, {"from": str(earlier.id)}).text
    assert re.search(r'id="id_prompt"[^>]*>two green apples</textarea>', page)
    assert '<option value="ddim" selected>' in page
    assert f"had seed {earlier.job.seed}" in page


def test_settings_of_another_project_fill_nothing(scene, address, signed_in):
    other = factories.project("Other", lead=scene.people["lead"])
    earlier = factories.exploration(other, prompt="two green apples")
    page = signed_in("lead").get(address, {"from": str(earlier.id)})
    assert "two green apples" not in page.text
