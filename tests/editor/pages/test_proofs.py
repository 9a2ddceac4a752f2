"""The proof page: who may decide, what is refused, and what the page says of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from editor.models import Review
from tests import factories


@pytest.fixture
def decide(scene, signed_in):
    """Send a decision on the waiting proof."""

    def send(role, of=None, **fields):
        proof = of or scene.waiting
        form = {"digest": proof.job.result_id, "verdict": "approved", **fields}
        return signed_in(role).post(reverse("proof-review", args=[proof.id]), form)

    return send


def page_of(client, proof) -> str:
    return client.get(reverse("proof", args=[proof.id])).content.decode()


def test_a_reviewer_approves(decide, scene):
    assert decide("reviewer").status_code == 302
    assert Review.objects.get(proof=scene.waiting).verdict == "approved"


@pytest.mark.parametrize("verdict", ["rejected", "changes"])
def test_a_refusal_without_a_reason_is_sent_back(decide, scene, verdict):
    page = decide("reviewer", verdict=verdict)
    assert page.status_code == 400
    assert "id_reason-fault" in page.content.decode()
    assert not Review.objects.filter(proof=scene.waiting).exists()


def test_what_was_written_is_kept_when_a_decision_is_refused(decide):
    page = decide("reviewer", digest="0" * 64, reason="The sky is banded.")
    assert page.status_code == 400
    assert "The sky is banded." in page.content.decode()


def test_the_maker_sees_why_they_cannot_approve(scene, signed_in):
    own = factories.proof(scene.candidate, by=scene.people["lead"])
    page = page_of(signed_in("lead"), own)
    assert "You made this proof; someone else has to approve it." in page
    assert 'disabled aria-describedby="not-approvable"' in page


def test_the_maker_is_refused_even_without_the_button(decide, scene):
    own = factories.proof(scene.candidate, by=scene.people["lead"])
    assert decide("lead", of=own).status_code == 400
    assert not Review.objects.filter(proof=own).exists()


def test_a_proof_that_the_gate_failed_cannot_be_approved(decide, scene, signed_in):
    failed = factories.proof(scene.candidate, by=scene.people["maker"], verdict="fail")
    assert "The gate failed this proof" in page_of(signed_in("reviewer"), failed)
    assert decide("reviewer", of=failed).status_code == 400


def test_a_proof_without_a_gate_cannot_be_approved(scene, signed_in):
    ungated = factories.proof(scene.candidate, by=scene.people["maker"], verdict="")
    page = page_of(signed_in("reviewer"), ungated)
    assert "No gate looked at this proof" in page
    assert "disabled" in page


def test_a_creative_sees_no_decision_form(scene, signed_in):
    assert "Your decision" not in page_of(signed_in("creative"), scene.waiting)


def test_an_approved_proof_can_be_published_once(scene, signed_in):
    client = signed_in("creative")
    address = reverse("proof-publish", args=[scene.approved.id])
    assert "Published." in client.post(address, follow=True).content.decode()
    assert "already published" in client.post(address, follow=True).content.decode()


def test_a_waiting_proof_is_not_published(scene, signed_in):
    address = reverse("proof-publish", args=[scene.waiting.id])
    page = signed_in("lead").post(address, follow=True).content.decode()
    assert "Nobody has approved this proof yet." in page


def test_a_proof_that_is_still_rendering_leads_to_its_job(scene, signed_in):
    rendering = factories.proof(scene.candidate, status="running")
    answer = signed_in("lead").get(reverse("proof", args=[rendering.id]))
    assert answer["Location"] == reverse("job", args=[rendering.job_id])


def test_a_download_is_named_after_the_picture_and_its_revision(scene, signed_in):
    answer = signed_in("creative").get(reverse("proof-download", args=[scene.waiting.id]))
    assert 'filename="photo-r1.png"' in answer["Content-Disposition"]


def test_the_queue_holds_blocked_proofs_apart(scene, signed_in):
    factories.proof(scene.candidate, by=scene.people["maker"], verdict="fail")
    page = signed_in("reviewer").get(reverse("reviews")).content.decode()
    assert page.index("revision 1") < page.index("Blocked by the gate") < page.index("revision 3")


def test_the_chain_names_everyone_who_did_something(scene, signed_in):
    page = page_of(signed_in("creative"), scene.approved)
    for name in ("maker", "lead"):
        assert f"<strong>{name}</strong>" in page
