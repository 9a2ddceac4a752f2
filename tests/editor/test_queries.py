"""Reads, and how many database queries each takes."""

import pytest
from django.contrib.auth.models import AnonymousUser

from editor import queries
from editor.queries import ProofState
from editor.queries.audit_search import AuditWish, search
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "gate", "review", "published", "state"),
    [
        ("queued", "", None, False, ProofState.RENDERING),
        ("running", "", None, False, ProofState.RENDERING),
        ("failed", "", None, False, ProofState.FAILED),
        ("cancelled", "", None, False, ProofState.CANCELLED),
        ("done", "", None, False, ProofState.UNGATED),
        ("done", "fail", None, False, ProofState.BLOCKED),
        ("done", "pass", None, False, ProofState.WAITING),
        ("done", "pass", "approved", False, ProofState.APPROVED),
        ("done", "pass", "changes", False, ProofState.CHANGES),
        ("done", "fail", "rejected", False, ProofState.REJECTED),
        ("done", "pass", "approved", True, ProofState.PUBLISHED),
    ],
)
def test_a_proof_stands_where_its_job_gate_review_and_publication_put_it(
    status, gate, review, published, state
):
    assert queries.state_of(status, gate, review, published) is state


def test_a_proofs_state_is_read_from_its_row():
    project = factories.project()
    proof = factories.proof(factories.candidate(project))
    assert queries.proof_state(proof) is ProofState.WAITING
    factories.review(proof, by=factories.person())
    assert queries.proof_state(proof) is ProofState.APPROVED
    factories.publication(proof, by=project.created_by)
    assert queries.proof_state(proof) is ProofState.PUBLISHED


def test_a_person_sees_their_projects_with_what_awaits_them():
    ada = factories.person()
    beta = factories.project("Beta", reviewer=ada)
    factories.project("Alpha", creative=ada)
    factories.project("Hidden")
    candidate = factories.candidate(beta)
    factories.proof(candidate)
    factories.proof(candidate, verdict="fail")
    cards = queries.projects_of(ada)
    assert [(card.project.name, card.role) for card in cards] == [
        ("Alpha", "creative"),
        ("Beta", "reviewer"),
    ]
    assert [(card.candidates, card.waiting) for card in cards] == [(0, 0), (1, 1)]
    assert cards[1].cover == candidate.picture_id


def test_an_administrator_sees_every_project_without_a_role_in_it():
    factories.project("Hidden")
    (card,) = queries.projects_of(factories.person(staff=True))
    assert (card.project.name, card.role) == ("Hidden", None)


def test_nobody_signed_in_sees_nothing():
    factories.project()
    assert queries.projects_of(AnonymousUser()) == []
    assert not queries.review_queue(AnonymousUser())


def test_the_gallery_shows_each_candidate_with_its_newest_proof():
    project = factories.project()
    plain = factories.candidate(project, name="plain.png")
    worked = factories.candidate(project, name="worked.png")
    factories.proof(worked, status="failed")
    newest = factories.proof(worked)
    tiles = {tile.id: tile for tile in queries.gallery(project)}
    assert tiles[plain.id].state is None
    assert tiles[worked.id].state is ProofState.WAITING
    assert (tiles[worked.id].proof, tiles[worked.id].revision) == (newest.id, 2)
    assert (tiles[plain.id].width, tiles[plain.id].height) == (64, 48)


def test_the_gallery_takes_the_same_queries_for_any_number(django_assert_num_queries):
    project = factories.project()
    for _ in range(6):
        factories.proof(factories.candidate(project))
    with django_assert_num_queries(2):
        assert len(queries.gallery(project)) == 6


def test_the_projects_take_the_same_queries_for_any_number(django_assert_num_queries):
    ada = factories.person()
    for number in range(5):
        factories.proof(factories.candidate(factories.project(f"P{number}", reviewer=ada)))
    # Whether she is an auditor, her roles, the projects.
    with django_assert_num_queries(3):
        assert len(queries.projects_of(ada)) == 5


def test_the_queue_holds_what_waits_longest_first():
    ada = factories.person()
    project = factories.project(reviewer=ada)
    first = factories.proof(factories.candidate(project))
    second = factories.proof(factories.candidate(project))
    assert list(queries.review_queue(ada)) == [first, second]


def test_the_queue_leaves_out_what_one_made_cannot_or_need_not_decide():
    ada = factories.person()
    project = factories.project(lead_2=ada)
    mine = factories.proof(factories.candidate(project), by=ada)
    factories.proof(factories.candidate(project), verdict="fail")
    factories.proof(factories.candidate(project), status="running")
    decided = factories.proof(factories.candidate(project))
    factories.review(decided, by=ada)
    factories.proof(factories.candidate(factories.project("Other", creative=ada)))
    assert list(queries.review_queue(ada)) == []
    assert list(queries.review_queue(project.created_by)) == [mine]


def test_the_queue_takes_one_query_with_all_that_a_list_shows(django_assert_num_queries):
    ada = factories.person()
    project = factories.project(reviewer=ada)
    for _ in range(4):
        factories.proof(factories.candidate(project))
    with django_assert_num_queries(1):
        for proof in queries.review_queue(ada):
            assert proof.candidate.project.name and proof.made_by.username
            assert queries.proof_state(proof) is ProofState.WAITING


def test_a_candidates_proofs_come_newest_first_in_a_fixed_number_of_queries(
    django_assert_num_queries,
):
    candidate = factories.candidate(factories.project())
    for _ in range(4):
        factories.proof(candidate)
    with django_assert_num_queries(1):
        page = queries.candidate_page(candidate)
    assert [one.proof.revision for one in page.proofs] == [4, 3, 2, 1]
    assert page.regions is None


def test_a_jobs_steps_come_with_their_outputs_in_three_queries(django_assert_num_queries):
    project = factories.project()
    job = factories.job(project, by=project.created_by)
    for index in range(4):
        step = job.steps.create(
            index=index, stage="denoise", stage_version="1", queue="imaging", params={},
            status="done", record=factories.artifact(b"{}"),
        )  # fmt: skip
        step.outputs.create(role="picture", artifact=factories.artifact())
    with django_assert_num_queries(3):
        roles = [
            [out.artifact.digest for out in step.outputs.all()] for step in queries.steps_of(job)
        ]
    assert len(roles) == 4


def test_the_audit_lists_publications_with_their_people_in_one_query(django_assert_num_queries):
    project = factories.project()
    for _ in range(3):
        proof = factories.proof(factories.candidate(project))
        factories.review(proof, by=factories.person())
        factories.publication(proof, by=project.created_by)
    with django_assert_num_queries(1):
        rows = [
            (one.review.reviewer.username, one.made_by.username, one.candidate.project.name)
            for one in search(AuditWish(published=True))
        ]
    assert len(rows) == 3


def test_the_gates_report_is_read_back_from_its_record():
    project = factories.project()
    proof = factories.proof(factories.candidate(project))
    assert queries.gate_report(proof.job) is None
    report = factories.gate_step(proof.job)
    assert queries.gate_report(proof.job) == report
