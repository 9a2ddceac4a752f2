"""What people touch: projects, marks, explorations, candidates, proofs, publications, ledger."""

from editor.models.candidates import Candidate
from editor.models.contributions import Contribution
from editor.models.explorations import Exploration
from editor.models.fetches import Fetch
from editor.models.gate_profiles import GateProfile
from editor.models.ledger import LedgerEntry, LedgerHead
from editor.models.marks import Mark
from editor.models.projects import AllowedText, Membership, Project
from editor.models.proofs import Proof, Publication, Review
from editor.models.publications import (
    OrderedFile,
    PublicationFormat,
    PublicationOrder,
    PublishedFile,
    Withdrawal,
)
from editor.models.reviewing import Claim, Comment, Thread
from editor.models.waivers import Waiver

__all__ = [
    "AllowedText",
    "Candidate",
    "Claim",
    "Comment",
    "Contribution",
    "Exploration",
    "Fetch",
    "GateProfile",
    "LedgerEntry",
    "LedgerHead",
    "Mark",
    "Membership",
    "OrderedFile",
    "Project",
    "Proof",
    "Publication",
    "PublicationFormat",
    "PublicationOrder",
    "PublishedFile",
    "Review",
    "Thread",
    "Waiver",
    "Withdrawal",
]
