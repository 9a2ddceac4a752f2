"""Reads for pages and REST: a fixed number of database queries each, whatever there is to list."""

from editor.evidence import found_regions, gate_report
from editor.queries.candidates import CandidatePage, candidate_page
from editor.queries.explorations import (
    Coming,
    ExplorationCard,
    ExplorationPage,
    exploration_cards,
    exploration_page,
    explorations_of,
)
from editor.queries.gallery import Origin, Tile, gallery
from editor.queries.jobs import jobs_of, steps_of
from editor.queries.projects import ProjectCard, project_card, projects_of
from editor.queries.proofs import (
    ProofState,
    Standing,
    blocked_proofs,
    proof_state,
    proofs_of,
    review_queue,
    state_of,
)
from editor.queries.publications import PublicationStory, publication_story, publications
from editor.queries.replays import ReplayCard, replay_cards, replays_of
from editor.queries.sampling_reports import (
    SamplingReportPage,
    Sheet,
    sampling_report_page,
    sampling_reports_of,
)

__all__ = [
    "CandidatePage",
    "Coming",
    "ExplorationCard",
    "ExplorationPage",
    "Origin",
    "ProjectCard",
    "ProofState",
    "PublicationStory",
    "ReplayCard",
    "SamplingReportPage",
    "Sheet",
    "Standing",
    "Tile",
    "blocked_proofs",
    "candidate_page",
    "exploration_cards",
    "exploration_page",
    "explorations_of",
    "found_regions",
    "gallery",
    "gate_report",
    "jobs_of",
    "project_card",
    "projects_of",
    "proof_state",
    "proofs_of",
    "publication_story",
    "publications",
    "replay_cards",
    "replays_of",
    "review_queue",
    "sampling_report_page",
    "sampling_reports_of",
    "state_of",
    "steps_of",
]
