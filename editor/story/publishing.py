"""How a story ends: attempts to publish, the publication, its files, its withdrawal, replays."""

from __future__ import annotations

from django.urls import reverse

from editor.models import Proof, Publication, PublicationOrder, PublishedFile, Withdrawal
from editor.queries.replays import replay_cards, replays_of
from editor.story.graph import Chapter, Node, Relation, Weave, fact, sha256

MOST_REPLAYS = 20
"""Replays that are told at first."""
REFUSED = (PublicationOrder.Outcome.BLOCKED, PublicationOrder.Outcome.FAILED)


def tell_publication(weave: Weave, proof: Proof, decided: str) -> None:
    """What was tried, what left the house, and what was taken back."""
    for order in proof.publication_orders.filter(outcome__in=REFUSED).select_related("asked_by"):
        tried = weave.add(
            Node(
                id=f"order:{order.pk}",
                kind="order",
                prov="activity",
                chapter=Chapter.PUBLICATION,
                title="Publishing refused",
                moment=order.asked_at,
                person=order.asked_by.get_username(),
                state=order.outcome,
                page=reverse("proof", args=[proof.pk]),
                facts=(fact("why", order.note),),
            ),
            by=order.asked_by,
        )
        weave.tie(tried, Relation.INFORMED, decided)
    publication: Publication | None = getattr(proof, "publication", None)
    if publication is None:
        return
    published = weave.add(_published(publication), by=publication.published_by)
    weave.tie(published, Relation.INFORMED, decided)
    weave.tie(published, Relation.USED, weave.picture(publication.picture_id))
    files = publication.files.select_related("signed")
    told = [(weave.add(_file(publication, file)), file.shown_id) for file in files]
    for itself, shown in told:
        weave.tie(itself, Relation.GENERATED, published)
        weave.tie(itself, Relation.DERIVED, weave.picture(shown))
    withdrawal: Withdrawal | None = getattr(publication, "withdrawal", None)
    if withdrawal is not None:
        gone = _withdrawn(weave, publication, withdrawal, published)
        for itself, _ in told:
            weave.tie(itself, Relation.INVALIDATED, gone)


def tell_replays(weave: Weave, proof: Proof, made: str, *, whole: bool) -> None:
    """The newest replays or all of them, and whether they gave the same bytes."""
    replays = replays_of(proof.job)
    if not whole:
        weave.leave_out(Chapter.REPLAYS, replays.count() - MOST_REPLAYS)
        replays = replays[:MOST_REPLAYS]
    for card in replay_cards(proof.job, replays):
        again = weave.add(
            Node(
                id=f"replay:{card.job.pk}",
                kind="replay",
                prov="activity",
                chapter=Chapter.REPLAYS,
                title="Replay",
                moment=card.job.created_at,
                person=card.job.asked_by.get_username(),
                state=card.outcome,
                page=reverse("replay", args=[card.job.pk]),
            ),
            by=card.job.asked_by,
        )
        weave.tie(again, Relation.USED, made)


def _published(publication: Publication) -> Node:
    return Node(
        id=f"publication:{publication.slug}",
        kind="publication",
        prov="activity",
        chapter=Chapter.PUBLICATION,
        title="Publication",
        moment=publication.published_at,
        person=publication.published_by.get_username(),
        state="published",
        picture=publication.picture_id,
        page=reverse("publication", args=[publication.slug]),
        facts=(
            fact("address", reverse("publication", args=[publication.slug])),
            sha256("picture", publication.picture_id),
        ),
    )


def _file(publication: Publication, file: PublishedFile) -> Node:
    signed = file.signed
    signer = f"{file.signer}, the studio's own development CA" if file.development else file.signer
    gated = (fact("gated again by job", file.gate_job_id),) if file.gate_job_id else ()
    return Node(
        id=f"file:{file.signed_id}",
        kind="file",
        prov="entity",
        chapter=Chapter.PUBLICATION,
        title=file.title,
        moment=file.signed_at,
        digest=file.signed_id,
        page=file.address,
        facts=(
            sha256("SHA-256", file.signed_id),
            fact("size", f"{signed.width} × {signed.height} px, {signed.byte_size} bytes"),
            fact("signed by", signer),
            sha256("record", file.record_id),
            *gated,
        ),
    )


def _withdrawn(
    weave: Weave, publication: Publication, withdrawal: Withdrawal, published: str
) -> str:
    words = (fact("words", withdrawal.words),) if withdrawal.words else ()
    node = Node(
        id=f"withdrawal:{withdrawal.pk}",
        kind="withdrawal",
        prov="activity",
        chapter=Chapter.PUBLICATION,
        title="Withdrawal",
        moment=withdrawal.withdrawn_at,
        person=withdrawal.withdrawn_by.get_username(),
        state="withdrawn",
        page=reverse("publication", args=[publication.slug]),
        facts=(fact("reason", withdrawal.get_reason_display()), *words),
    )
    here = weave.add(node, by=withdrawal.withdrawn_by)
    weave.tie(here, Relation.INFORMED, published)
    return here
