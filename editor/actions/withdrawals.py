"""Taking a publication back: its address stays, and tells that it was withdrawn."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.publication_kinds import PublicationWithdrawn
from editor.models import Publication, Withdrawal
from editor.notices import occasions
from editor.public_address import page_address
from editor.webhooks import events
from editor.webhooks.outbox import announce
from jobs import progress

WORDS_LENGTH = 2000


def withdraw(*, publication: Publication, by: User, reason: str, words: str = "") -> Withdrawal:
    """Withdraw a publication for good; ``reason`` is told to the public, ``words`` stay inside.

    Its files are kept, and served to nobody. Raises ``ActionError`` when it is withdrawn already.
    """
    project = publication.proof.candidate.project
    access.demand(by, project, "can_withdraw")
    words = words.strip()
    if reason not in Withdrawal.Reason.values:
        choices = ", ".join(Withdrawal.Reason.values)
        raise ActionError(f"'{reason[:40]}' is not a reason; choose one of {choices}.", "reason")
    if len(words) > WORDS_LENGTH:
        raise ActionError(f"The words are longer than {WORDS_LENGTH} characters.", "words")
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(
                publication=publication, reason=reason, words=words, withdrawn_by=by
            )
            progress.publish(
                stream=project.stream,
                kind="proof.withdrawn",
                payload={"proof": str(publication.proof_id), "slug": publication.slug},
            )
            announce(
                project,
                events.PublicationWithdrawn(
                    publication=publication.slug,
                    proof=str(publication.proof_id),
                    reason=reason,
                    page=page_address("publication", publication.slug),
                ),
            )
            occasions.withdrawn(withdrawal)
            append(
                by=by,
                project=project,
                subject=f"publication:{publication.slug}",
                body=PublicationWithdrawn(
                    proof=str(publication.proof_id), reason=reason, words=words
                ),
            )
    except IntegrityError as error:
        withdrawals = Withdrawal.objects.filter(publication=publication)
        earlier = withdrawals.select_related("withdrawn_by").first()
        if earlier is None:
            raise
        raise ActionError(
            f"{earlier.withdrawn_by.username} has withdrawn this publication already."
        ) from error
    return withdrawal
