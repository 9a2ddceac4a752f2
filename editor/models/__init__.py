"""What people touch: projects, marks, explorations, candidates, proofs, publications."""

from editor.models.candidates import Candidate
from editor.models.explorations import Exploration
from editor.models.fetches import Fetch
from editor.models.marks import Mark
from editor.models.projects import AllowedText, Membership, Project
from editor.models.proofs import Proof, Publication, Review

__all__ = [
    "AllowedText",
    "Candidate",
    "Exploration",
    "Fetch",
    "Mark",
    "Membership",
    "Project",
    "Proof",
    "Publication",
    "Review",
]
