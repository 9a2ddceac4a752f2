"""What people touch: projects, candidates, proofs, reviews, publications."""

from editor.models.candidates import Candidate
from editor.models.projects import Membership, Project
from editor.models.proofs import Proof, Publication, Review

__all__ = ["Candidate", "Membership", "Project", "Proof", "Publication", "Review"]
