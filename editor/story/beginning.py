"""How a story begins: an exploration or an upload, the candidate, and the mask that was drawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from pydantic import ValidationError

from editor.models import Candidate, Exploration, Proof
from editor.story.graph import Chapter, Fact, Node, Relation, Weave, fact, sha256
from jobs.records import load
from jobs.stages.generator.conditioning import Conditioning
from jobs.stages.generator.explore import STAGE as EXPLORE
from jobs.stages.generator.explore import ExploreDetails


def tell_beginning(weave: Weave, proof: Proof) -> None:
    """Everything before the first render."""
    candidate = proof.candidate
    began = (
        _explored(weave, candidate.exploration)
        if candidate.exploration is not None
        else _uploaded(weave, candidate)
    )
    itself = weave.add(_candidate(candidate), by=None)
    weave.tie(itself, Relation.GENERATED, began)
    weave.tie(weave.picture(candidate.picture_id), Relation.DERIVED, itself)
    for fetch in proof.fetches.all():
        came = weave.add(
            Node(
                id=f"fetch:{fetch.pk}",
                kind="fetch",
                prov="entity",
                chapter=Chapter.BEGINNING,
                title=f"Read from S3 as {fetch.role}",
                moment=fetch.fetched_at,
                digest=fetch.sha256,
                facts=(fact("address", fetch.address), sha256("SHA-256", fetch.sha256)),
            )
        )
        weave.tie(began, Relation.USED, came)
    if candidate.picked_by is not None:
        picked = weave.add(
            Node(
                id=f"pick:{candidate.pk}",
                kind="pick",
                prov="activity",
                chapter=Chapter.BEGINNING,
                title="Picked",
                moment=candidate.picked_at,
                person=candidate.picked_by.get_username(),
                page=reverse("candidate", args=[candidate.pk]),
            ),
            by=candidate.picked_by,
        )
        weave.tie(picked, Relation.USED, itself)
    _masked(weave, proof, itself)


def _candidate(candidate: Candidate) -> Node:
    facts = [sha256("picture", candidate.picture_id)]
    if candidate.original_id != candidate.picture_id:
        facts.append(sha256("as it came", candidate.original_id))
    if candidate.seed is not None:
        facts.append(fact("seed", candidate.seed))
    if candidate.phash:
        facts.append(fact("perceptual hash", candidate.phash))
    return Node(
        id=f"candidate:{candidate.pk}",
        kind="candidate",
        prov="entity",
        chapter=Chapter.BEGINNING,
        title=candidate.name,
        moment=candidate.added_at,
        digest=candidate.picture_id,
        picture=candidate.picture_id,
        page=reverse("candidate", args=[candidate.pk]),
        facts=tuple(facts),
    )


def _uploaded(weave: Weave, candidate: Candidate) -> str:
    node = Node(
        id=f"upload:{candidate.pk}",
        kind="upload",
        prov="activity",
        chapter=Chapter.BEGINNING,
        title="Upload",
        moment=candidate.added_at,
        person=candidate.added_by.get_username(),
        page=reverse("candidate", args=[candidate.pk]),
        facts=tuple(fact("changed on arrival", note) for note in candidate.notes),
    )
    return weave.add(node, by=candidate.added_by)


def _explored(weave: Weave, exploration: Exploration) -> str:
    node = Node(
        id=f"exploration:{exploration.pk}",
        kind="exploration",
        prov="activity",
        chapter=Chapter.BEGINNING,
        title="Exploration",
        moment=exploration.asked_at,
        person=exploration.asked_by.get_username(),
        page=reverse("exploration", args=[exploration.pk]),
        facts=(
            fact("prompt", exploration.prompt),
            fact("samples", exploration.count),
            *_conditioned(exploration),
        ),
    )
    return weave.add(node, by=exploration.asked_by)


def _conditioned(exploration: Exploration) -> Iterator[Fact]:
    """The conditioning as the finished step recorded it; nothing while it runs."""
    step = exploration.job.steps.filter(stage=EXPLORE.name, record__isnull=False).first()
    if step is None or step.record_id is None:
        return
    try:
        told = ExploreDetails.model_validate(load(step.record_id).details).conditioning
    except ValidationError:
        # Written by another version of the stage: its record page shows it as it stands.
        yield fact("conditioning", "written by another version of the stage; see its record")
        return
    yield from conditioning_facts(told)


def conditioning_facts(told: Conditioning) -> Iterator[Fact]:
    """What stands between a prompt and the pixels, in a few lines."""
    if told.negative_prompt:
        yield fact("negative prompt", told.negative_prompt)
    yield fact("checkpoint", f"{told.checkpoint} {told.revision}".strip())
    for pin in told.encoders:
        yield Fact(name="encoder", text=f"{pin.id} {pin.version}", digest=pin.sha256)
    dropped = sum(not token.kept for text in told.texts for token in text.tokens)
    if dropped:
        yield fact("tokens dropped", dropped)
    yield fact("sampler", f"{told.sampler.name}, {told.steps} steps")
    yield fact("guidance scale", f"{told.guidance_scale:g}")
    if told.embedding_sha256:
        yield sha256("embedding", told.embedding_sha256)


def _masked(weave: Weave, proof: Proof, candidate: str) -> None:
    """The mask that this render used, and whoever has a hand in it."""
    digest = proof.job.source_mask_id
    if digest is None:
        return
    mask = Node(
        id=f"mask:{digest}",
        kind="mask",
        prov="entity",
        chapter=Chapter.BEGINNING,
        title="Drawn mask",
        digest=digest,
        picture=digest,
        page=reverse("artifact", args=[proof.candidate.project_id, digest]),
        facts=(sha256("SHA-256", digest),),
    )
    weave.add(mask)
    weave.tie(mask.id, Relation.DERIVED, candidate)
    for part in proof.contributions.filter(part="masked").select_related("person"):
        drawn = weave.add(
            Node(
                id=f"drawing:{part.pk}",
                kind="drawing",
                prov="activity",
                chapter=Chapter.BEGINNING,
                title="Mask drawn",
                person=part.person.get_username(),
                page=reverse("candidate", args=[proof.candidate_id]),
            ),
            by=part.person,
        )
        weave.tie(mask.id, Relation.GENERATED, drawn)
