"""Decisions and what the ledger then says."""

import json

import pytest
from django.db import transaction

from editor.actions import (
    allowed_texts,
    candidates,
    claims,
    explorations,
    marks,
    projects,
    threads,
    tokens,
)
from editor.actions.renders import cancel, render, retry
from editor.actions.reviews import decide
from editor.ledger.append import append
from editor.ledger.candidate_kinds import CandidatePicked
from editor.ledger.checking import check_stored
from editor.ledger.kinds import KINDS
from editor.ledger.witness import note
from editor.models import LedgerEntry
from jobs.artifacts import digest_of
from jobs.witness import JobChange
from tests import factories

pytestmark = pytest.mark.django_db


def kinds():
    return [*LedgerEntry.objects.order_by("number").values_list("kind", flat=True)]


def last(kind):
    return LedgerEntry.objects.filter(kind=kind).first()


def said(kind):
    return json.loads(last(kind).body)


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def project(ada):
    return projects.create_project(name="Posters", created_by=ada)


def test_an_entry_says_who_when_what_and_about_what(ada, project):
    entry = last("project.created")
    assert (entry.actor, entry.actor_id, entry.project) == ("ada", ada.pk, str(project.pk))
    assert entry.subject == f"project:{project.pk}"
    assert json.loads(entry.body) == {"name": "Posters", "recipe": "publish"}
    assert entry.moment.tzinfo is not None


def test_what_the_application_writes_is_intact_and_sealed(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="creative", by=ada)
    projects.remove_member(project=project, user=ben, by=ada)
    report = check_stored()
    assert report.is_intact
    assert (report.entries, report.sealed) == (3, True)
    assert kinds() == ["project.created", "member.set", "member.removed"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_mistake(ada):
    with pytest.raises(RuntimeError, match="inside its transaction"):
        append(by=ada, project=None, subject="", body=CandidatePicked(picture=""))


def test_a_decision_that_is_undone_leaves_no_entry(ada, project):
    before = kinds()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(by=ada, project=project, subject="", body=CandidatePicked(picture=""))
        raise ZeroDivisionError
    assert kinds() == before


def test_an_upload_is_kept_with_the_digests_of_its_bytes(ada, project):
    candidate = candidates.add_candidate(
        project=project, data=factories.picture_bytes(), name="photo.png", added_by=ada
    )
    assert said("candidate.added") == {
        "name": "photo.png",
        "original": candidate.original_id,
        "picture": candidate.picture_id,
        "exploration": "",
    }
    assert said("job.queued")["recipe"] == "find-text"


def test_a_mask_is_kept_with_whoever_drew_it(ada, project):
    candidate = factories.candidate(project)
    candidates.set_drawn_mask(candidate=candidate, data=factories.mask_bytes(), by=ada)
    assert candidate.drawn_by == ada
    assert said("mask.drawn") == {"mask": candidate.drawn_mask_id}
    candidates.clear_drawn_mask(candidate=candidate, by=ada)
    assert candidate.drawn_by is None
    assert kinds()[-1] == "mask.cleared"


def test_a_render_names_everyone_who_has_a_hand_in_it(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="creative", by=ada)
    candidate = factories.candidate(project)
    candidates.set_drawn_mask(candidate=candidate, data=factories.mask_bytes(), by=ben)
    proof = render(
        candidate=candidate, asked_by=ada, recipe_name="remove-object", use_drawn_mask=True
    )
    assert sorted(proof.contributions.values_list("person", "part")) == [
        (ada.pk, "made"),
        (ben.pk, "masked"),
    ]
    assert said("proof.asked")["hands"] == sorted([ada.pk, ben.pk])


def test_a_job_is_followed_through_cancel_and_retry(ada, project):
    proof = render(candidate=factories.candidate(project), asked_by=ada, recipe_name="upscale-only")
    job = cancel(job=proof.job, by=ada)
    retry(job=job, by=ada)
    wanted = ["job.queued", "proof.asked", "job.ended", "job.cancel_asked", "job.retried"]
    assert kinds()[-5:] == wanted
    assert last("job.ended").actor == ""
    assert last("job.retried").actor == "ada"


def test_a_gates_verdict_is_kept_with_the_record_that_holds_its_report(ada, project):
    proof = factories.proof(factories.candidate(project))
    factories.gate_step(proof.job)
    note(job=proof.job, change=JobChange.ENDED, by=None)
    record = proof.job.steps.get().record_id
    assert said("gate.judged") == {
        "picture": proof.job.result_id,
        "verdict": "pass",
        "record": record,
    }
    assert said("job.ended")["records"] == [record]


def test_a_review_is_kept_with_the_digest_of_what_was_judged(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="reviewer", by=ada)
    proof = factories.proof(factories.candidate(project), by=ada)
    digest = proof.job.result_id
    decide(proof=proof, reviewer=ben, verdict="approved", digest=digest)
    assert said("proof.reviewed")["digest"] == digest
    assert last("proof.reviewed").subject == f"proof:{proof.pk}"


def test_claims_are_kept_with_whoever_held_the_proof(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="reviewer", by=ada)
    proof = factories.proof(factories.candidate(project), by=ada)
    for _ in range(2):
        claims.claim(proof=proof, by=ben)
    claims.release(proof=proof, by=ada)
    held = {"reviewer_id": ben.pk, "reviewer": "ben"}
    assert kinds()[-2:] == ["proof.claimed", "proof.released"]
    assert (said("proof.claimed"), last("proof.claimed").actor) == (
        held | {"returned": False},
        "ben",
    )
    assert (said("proof.released"), last("proof.released").actor) == (held, "ada")


def test_a_proof_that_was_given_back_was_claimed_by_nobody_but_the_studio(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="reviewer", by=ada)
    proof = factories.proof(factories.candidate(project), by=ada)
    factories.review(proof, by=ben, verdict="changes")
    render(candidate=proof.candidate, asked_by=ada, recipe_name="upscale-only")
    assert last("proof.claimed").actor == ""
    assert said("proof.claimed") == {"reviewer_id": ben.pk, "reviewer": "ben", "returned": True}


def test_what_people_say_is_kept_by_digest_alone(ada, project):
    proof = factories.proof(factories.candidate(project), by=ada)
    thread = threads.open_thread(
        proof=proof, text="A red seam.", place=threads.Place(0.5, 0.25), by=ada
    )
    comment = threads.reply(thread=thread, text="A red answer.", by=ada)
    threads.withdraw(comment=comment, by=ada)
    threads.resolve(thread=thread, by=ada)
    threads.reopen(thread=thread, by=ada)
    assert kinds()[-5:] == [
        "thread.opened", "thread.answered", "comment.withdrawn", "thread.resolved",
        "thread.reopened",
    ]  # fmt: skip
    assert said("thread.opened")["place"] == [0.5, 0.25, 0.0, 0.0]
    assert said("thread.answered")["text_sha256"] == digest_of(b"A red answer.")
    assert last("thread.opened").subject == f"proof:{proof.pk}"
    assert not LedgerEntry.objects.filter(body__contains="red").exists()


def test_a_decision_at_a_place_is_kept_with_the_thread_it_opened(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="reviewer", by=ada)
    proof = factories.proof(factories.candidate(project), by=ada)
    decide(
        proof=proof, reviewer=ben, verdict="changes", reason="A seam.",
        place=threads.Place(0.5, 0.5), digest=proof.job.result_id,
    )  # fmt: skip
    assert kinds()[-2:] == ["thread.opened", "proof.reviewed"]


def test_whoever_drew_the_mask_is_told_that_another_has_to_approve(ada, project):
    ben = factories.person("ben")
    projects.set_member(project=project, user=ben, role="lead", by=ada)
    proof = factories.proof(factories.candidate(project), by=ada)
    proof.contributions.create(person=ben, part="masked")
    with pytest.raises(Exception, match="You drew this proof's mask"):
        decide(proof=proof, reviewer=ben, verdict="approved", digest=proof.job.result_id)


def test_picks_texts_and_marks_are_kept(ada, project):
    candidate = factories.candidate(project)
    explorations.pick(candidate=candidate, by=ada)
    explorations.unpick(candidate=candidate, by=ada)
    text = allowed_texts.allow_text(project=project, text="Harbour", by=ada)
    allowed_texts.withdraw_text(allowed=text, by=ada)
    mark = marks.add_mark(
        project=project, data=factories.mark_bytes(), name="House", file_name="m.png", added_by=ada
    )
    marks.remove_mark(mark=mark, by=ada)
    assert kinds()[1:] == [
        "candidate.picked",
        "candidate.unpicked",
        "text.allowed",
        "text.withdrawn",
        "mark.added",
        "mark.removed",
    ]


def test_a_token_is_kept_by_its_digest_alone(ada):
    made = tokens.make_token(person=ada, name="Export", scopes=["write"])
    tokens.revoke_token(person=ada, token_id=str(made.token.id))
    assert kinds() == ["token.made", "token.revoked"]
    assert said("token.made")["scopes"] == ["read", "write"]
    assert not LedgerEntry.objects.filter(body__contains=made.key).exists()


def test_signing_in_failing_and_leaving_are_kept(client, ada):
    address = {"REMOTE_ADDR": "192.0.2.7"}
    for name, password in (("ada", "wrong"), ("my password", "wrong"), ("ada", factories.PASSWORD)):
        client.post("/sign-in/", {"username": name, "password": password}, **address)
    client.post("/sign-out/", **address)
    assert kinds() == ["sign_in.failed", "sign_in.failed", "sign_in.done", "sign_out.done"]
    assert not LedgerEntry.objects.filter(body__contains="my password").exists()
    assert said("sign_in.done") == {
        "by": "page", "address": "192.0.2.7", "second_factor": False,
    }  # fmt: skip


def test_signing_in_for_a_token_is_kept(client, ada):
    for password in ("wrong", factories.PASSWORD):
        wish = {"username": "ada", "password": password}
        client.post("/api/token/", wish, content_type="application/json")
    assert kinds() == ["sign_in.failed", "token.made", "sign_in.done"]


def test_every_kind_has_a_name_of_its_own():
    assert len(set(KINDS.values())) == len(KINDS)
