"""A story tells every deed around a proof, whose it was, and what it used and gave."""

from __future__ import annotations

import pytest

from editor.actions.withdrawals import withdraw
from editor.models import Project
from editor.story import publishing, whole
from editor.story.graph import Edge, Node, Relation, Story
from editor.story.whole import story_of
from tests import factories

pytestmark = pytest.mark.django_db


def of_kind(story: Story, kind: str) -> list[Node]:
    return [node for node in story.nodes if node.kind == kind]


def one(story: Story, kind: str) -> Node:
    (node,) = of_kind(story, kind)
    return node


def ties(story: Story, source: str, relation: Relation) -> set[str]:
    return {
        edge.target for edge in story.edges if (edge.source, edge.relation) == (source, relation)
    }


@pytest.fixture
def posters() -> Project:
    return factories.project(
        lead=factories.person("lead"),
        creative=factories.person("maker"),
        reviewer=factories.person("reviewer"),
    )


@pytest.fixture
def published(posters: Project) -> Story:
    """Handed back once, rendered again, approved, published and withdrawn."""
    people = {row.user.username: row.user for row in posters.memberships.all()}
    candidate = factories.candidate(posters, by=people["maker"])
    first = factories.proof(candidate, by=people["maker"])
    factories.gate_step(first.job)
    factories.review(first, by=people["reviewer"], verdict="changes", reason="A seam.")
    second = factories.proof(candidate, by=people["maker"])
    factories.gate_step(second.job)
    factories.review(second, by=people["lead"])
    publication = factories.publication(second, by=people["maker"])
    withdraw(publication=publication, by=people["lead"], reason="error", words="A typo.")
    second.refresh_from_db()
    return story_of(second)


def test_every_deed_is_told_in_the_order_in_which_it_happened(published):
    assert [node.kind for node in published.nodes if node.chapter] == [
        "upload", "candidate", "render", "proof", "handback", "render", "gate", "proof",
        "review", "publication", "file", "withdrawal",
    ]  # fmt: skip


def test_each_deed_is_tied_to_whoever_did_it(published):
    names = {node.id: node.title for node in of_kind(published, "person")}
    told = {
        node.kind: names[person]
        for node in published.nodes
        for person in ties(published, node.id, Relation.ASSOCIATED)
    }
    assert told == {
        "upload": "maker", "render": "maker", "handback": "reviewer", "review": "lead",
        "publication": "maker", "withdrawal": "lead",
    }  # fmt: skip


def test_the_next_render_comes_after_the_hand_back(published):
    second = of_kind(published, "render")[1]
    handback = one(published, "handback")
    assert handback.id in ties(published, second.id, Relation.INFORMED)


def test_the_gates_step_tells_its_verdict_and_its_record(published):
    gate = one(published, "gate")
    assert gate.state == "pass"
    assert {"profile", "checks", "record"} <= {one.name for one in gate.facts}


def test_a_file_came_from_the_publication_and_was_taken_back(published):
    file = one(published, "file")
    assert ties(published, file.id, Relation.GENERATED) == {one(published, "publication").id}
    assert ties(published, file.id, Relation.INVALIDATED) == {one(published, "withdrawal").id}


def test_no_tie_leads_out_of_the_story(published):
    known = {node.id for node in published.nodes}
    assert [edge for edge in published.edges if {edge.source, edge.target} - known] == []


def test_ties_are_told_once(published):
    assert len(set(published.edges)) == len(published.edges)
    assert all(isinstance(edge, Edge) for edge in published.edges)


def test_a_sample_begins_with_its_exploration_and_its_prompt(posters):
    sample = factories.sample(factories.exploration(posters))
    story = story_of(factories.proof(sample))
    asked = one(story, "exploration")
    assert ("prompt", sample.exploration.prompt) in {(one.name, one.text) for one in asked.facts}
    assert ties(story, one(story, "candidate").id, Relation.GENERATED) == {asked.id}


def test_a_waived_finding_is_told_with_its_reason(posters):
    proof = factories.proof(factories.candidate(posters), verdict="fail")
    factories.gate_step(proof.job, factories.failed_check((0, 0, 8, 8)))
    proof.waivers.create(
        digest=proof.job.result_id, check_name="seam", check_version="1", x=0, y=0, width=8,
        height=8, score=3.5, finding="A step.", reason="In the original.",
        waived_by=factories.person("judge"),
    )  # fmt: skip
    waiver = one(story_of(proof), "waiver")
    assert ("reason", "In the original.") in {(one.name, one.text) for one in waiver.facts}


def test_a_drawn_mask_is_tied_to_whoever_drew_it(posters):
    proof = factories.proof(factories.candidate(posters))
    proof.job.source_mask = factories.artifact(factories.mask_bytes())
    proof.contributions.create(person=posters.created_by, part="masked")
    story = story_of(proof)
    assert ties(story, one(story, "mask").id, Relation.GENERATED) == {one(story, "drawing").id}


def test_a_render_that_still_runs_has_a_story_too(posters):
    proof = factories.proof(factories.candidate(posters), status="running")
    story = story_of(proof)
    assert one(story, "render").state == "running"
    assert one(story, "proof").picture == ""


@pytest.fixture
def third(posters, monkeypatch):
    """A third revision, replayed twice, where a story tells one earlier revision and one replay."""
    monkeypatch.setattr(whole, "MOST_EARLIER", 1)
    monkeypatch.setattr(publishing, "MOST_REPLAYS", 1)
    candidate = factories.candidate(posters)
    proof = [factories.proof(candidate) for _ in range(3)][-1]
    for _ in range(2):
        replay = factories.job(posters, by=posters.created_by, source=candidate.picture)
        replay.replay_of = proof.job
        replay.save()
    return proof


def test_what_a_long_story_leaves_out_is_counted(third):
    story = story_of(third)
    left_out = {part.chapter.value: part.count for part in story.left_out}
    assert left_out == {"earlier": 1, "replays": 1}
    assert [node.title for node in of_kind(story, "render")] == ["Render 2", "Render 3"]


def test_the_first_that_is_told_is_not_said_to_follow_the_candidate(third):
    story = story_of(third)
    assert ties(story, of_kind(story, "render")[0].id, Relation.INFORMED) == set()


def test_the_whole_story_leaves_nothing_out(third):
    story = story_of(third, whole=True)
    assert story.left_out == ()
    assert (len(of_kind(story, "render")), len(of_kind(story, "replay"))) == (3, 2)
