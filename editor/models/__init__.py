"""What people touch: projects, explorations, candidates, proofs, reviews, publications."""

from editor.models.candidates import Candidate
from editor.models.explorations import Exploration
from editor.models.projects import AllowedText, Membership, Project
from editor.models.proofs import Proof, Publication, Review

__all__ = [
    "AllowedText",
    "Candidate",
    "Exploration",
    "Membership",
    "Project",
    "Proof",
    "Publication",
    "Review",
]
