"""The proof page's comments and claims, and the render that follows a refusal."""

from __future__ import annotations

import pytest
from django.urls import reverse

from editor.actions import claims, threads
from editor.actions.reviews import decide
from editor.actions.threads import Place
from editor.models import Thread
from tests import factories


@pytest.fixture
def thread(scene):
    return threads.open_thread(
        proof=scene.waiting,
        text="<b>A seam</b> here.",
        place=Place(0.5, 0.25, 0.2, 0.1),
        by=scene.people["reviewer"],
    )


def page_of(client, proof, query="") -> str:
    return client.get(reverse("proof", args=[proof.id]) + query).content.decode()


def test_a_comment_is_shown_as_it_was_written_and_never_as_markup(scene, signed_in, thread):
    page = page_of(signed_in("creative"), scene.waiting)
    assert "&lt;b&gt;A seam&lt;/b&gt; here." in page
    assert 'data-place="0.5 0.25 0.2 0.1"' in page


def test_a_member_comments_on_the_whole_picture(scene, signed_in):
    address = reverse("proof-threads", args=[scene.waiting.id])
    answer = signed_in("creative").post(address, {"text": "Is the crop final?"})
    assert answer["Location"].endswith(f"/proofs/{scene.waiting.id}/#threads")
    assert Thread.objects.get().opened_by == scene.people["creative"]


@pytest.mark.parametrize("place", ["here", "1 2 3", "0 0 2 2"])
def test_a_place_that_is_none_is_told(scene, signed_in, place):
    address = reverse("proof-threads", args=[scene.waiting.id])
    page = signed_in("creative").post(address, {"text": "A.", "place": place}, follow=True)
    assert not Thread.objects.exists()
    assert "place" in page.content.decode() or "picture" in page.content.decode()


def test_a_thread_is_answered_resolved_and_reopened(scene, signed_in, thread):
    client, address = signed_in("creative"), reverse("thread", args=[thread.id])
    for turn in ({"text": "Mended."}, {"turn": "resolve"}, {"turn": "reopen"}):
        assert client.post(address, {"proof": scene.waiting.id, **turn}).status_code == 302
    kinds = list(thread.comments.values_list("kind", flat=True))
    assert kinds == ["said", "said", "resolved", "reopened"]


def test_withdrawn_words_are_gone_from_the_page(scene, signed_in, thread):
    comment = thread.comments.get()
    signed_in("reviewer").post(reverse("comment-withdraw", args=[comment.id]))
    page = page_of(signed_in("reviewer"), scene.waiting)
    assert "A seam" not in page
    assert "Withdrawn." in page


@pytest.mark.parametrize(
    ("name", "of"), [("thread", "thread"), ("proof-threads", "proof"), ("proof-claim", "proof")]
)
def test_a_stranger_finds_nothing_to_write_to(scene, signed_in, thread, name, of):
    found = thread if of == "thread" else scene.waiting
    answer = signed_in("stranger").post(reverse(name, args=[found.id]), {"text": "Hello"})
    assert answer.status_code == 404


def test_a_claimed_proof_names_its_reviewer_and_offers_others_no_decision(scene, signed_in):
    signed_in("reviewer").post(reverse("proof-claim", args=[scene.waiting.id]))
    assert claims.holder(scene.waiting).reviewer == scene.people["reviewer"]
    page = page_of(signed_in("lead"), scene.waiting)
    assert "<strong>reviewer</strong> is on it" in page
    assert 'id="decide"' not in page
    assert 'id="decide"' in page_of(signed_in("reviewer"), scene.waiting)


def test_the_queue_shows_who_has_claimed_what(scene, signed_in):
    claims.claim(proof=scene.waiting, by=scene.people["reviewer"])
    client = signed_in("lead")
    assert f"/proofs/{scene.waiting.id}/" not in client.get(reverse("reviews")).content.decode()
    page = client.get(reverse("reviews") + "?show=all").content.decode()
    assert f"/proofs/{scene.waiting.id}/" in page


@pytest.mark.parametrize("query", ["?show=nothing", "?project=none"])
def test_a_queue_that_cannot_be_is_the_usual_one(scene, signed_in, query):
    assert signed_in("reviewer").get(reverse("reviews") + query).status_code == 200


def test_the_next_render_begins_as_the_refused_one_did(scene, signed_in, thread):
    proof = scene.waiting
    decide(
        proof=proof,
        reviewer=scene.people["reviewer"],
        verdict="changes",
        reason="Take the seam out.",
        suggested_stage="gate",
        digest=proof.job.result_id,
    )
    address = reverse("candidate-render", args=[proof.candidate_id])
    page = signed_in("creative").get(f"{address}?from={proof.id}").content.decode()
    for words in ("changes requested by reviewer", "Take the seam out.", "<code>gate</code>"):
        assert words in page
    assert f'value="{proof.job.seed}"' in page


def test_the_next_render_follows_a_proof_of_the_same_candidate_only(scene, signed_in):
    other = factories.proof(factories.candidate(scene.project), by=scene.people["maker"])
    address = reverse("candidate-render", args=[scene.candidate.id])
    page = signed_in("creative").get(f"{address}?from={other.id}").content.decode()
    assert "After revision" not in page


def test_a_later_revision_is_compared_with_the_one_before(scene, signed_in):
    later = factories.proof(scene.candidate, by=scene.people["maker"])
    page = page_of(signed_in("reviewer"), later, "?against=revision")
    assert f'before-name="Revision {later.revision - 1}"' in page
