"""``manage.py audit``: search proofs and publications from the command line."""

from __future__ import annotations

import json
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editor.models import Proof, Publication, Review
from editor.queries.audit_search import NAMED, AuditWish, Judged, Part, search
from editor.queries.proofs import proof_state


class Command(BaseCommand):
    """``manage.py audit search --seed 12345 --json``."""

    help = "Search proofs and publications by who, when, with what and how judged."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked."""
        asks = parser.add_subparsers(dest="ask", required=True)
        found = asks.add_parser("search", help="everything given has to hold at once")
        found.add_argument("--person", default="")
        found.add_argument("--part", type=Part, choices=list(Part)[1:], default=Part.ANY)
        found.add_argument("--project", type=UUID, help="its id")
        found.add_argument("--verdict", type=Judged, choices=list(Judged)[1:], default=Judged.ANY)
        found.add_argument("--since", type=date.fromisoformat, help="a day, UTC")
        found.add_argument("--until", type=date.fromisoformat, help="a day, UTC, included")
        for name in NAMED:
            found.add_argument(f"--{name}", default="")
        found.add_argument("--published", action="store_true", help="publications alone")
        found.add_argument("--json", action="store_true", help="a line of JSON each")
        found.add_argument("--limit", type=int, default=1000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a line for each proof, the newest first; exit code 1 when there is none."""
        names = AuditWish.__dataclass_fields__
        wish = AuditWish(**{name: options[name] for name in names})
        rows = search(wish)[: options["limit"]]
        for proof in rows:
            facts = _facts(proof)
            words = (str(value) for value in facts.values() if value)
            self.stdout.write(json.dumps(facts) if options["json"] else "  ".join(words))
        if not rows:
            raise CommandError("Nothing matches.")


def _facts(proof: Proof) -> dict[str, str]:
    review: Review | None = getattr(proof, "review", None)
    publication: Publication | None = getattr(proof, "publication", None)
    return {
        "proof": str(proof.pk),
        "made_at": proof.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "state": str(proof_state(proof)),
        "project": proof.candidate.project.name,
        "name": f"{proof.candidate.name} r{proof.revision}",
        "job": str(proof.job_id),
        "sha256": proof.job.result_id or "",
        "made_by": proof.made_by.get_username(),
        "reviewed_by": review.reviewer.get_username() if review else "",
        "published_by": publication.published_by.get_username() if publication else "",
        "publication": publication.slug if publication else "",
    }
