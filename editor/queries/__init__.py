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
    proof_state,
    proofs_of,
    revision_before,
    state_of,
)
from editor.queries.provenance import Provenance, where_from
from editor.queries.replays import ReplayCard, replay_cards, replays_of
from editor.queries.review_queue import (
    ReviewQueue,
    Show,
    Waiting,
    blocked_proofs,
    next_to_review,
    queue_page,
    review_queue,
)
from editor.queries.sampling_reports import (
    SamplingReportPage,
    Sheet,
    sampling_report_page,
    sampling_reports_of,
)
from editor.queries.threads import ThreadCard, threads_on

__all__ = [
    "CandidatePage",
    "Coming",
    "ExplorationCard",
    "ExplorationPage",
    "Origin",
    "ProjectCard",
    "ProofState",
    "Provenance",
    "ReplayCard",
    "ReviewQueue",
    "SamplingReportPage",
    "Sheet",
    "Show",
    "Standing",
    "ThreadCard",
    "Tile",
    "Waiting",
    "blocked_proofs",
    "candidate_page",
    "exploration_cards",
    "exploration_page",
    "explorations_of",
    "found_regions",
    "gallery",
    "gate_report",
    "jobs_of",
    "next_to_review",
    "project_card",
    "projects_of",
    "proof_state",
    "proofs_of",
    "queue_page",
    "replay_cards",
    "replays_of",
    "review_queue",
    "revision_before",
    "sampling_report_page",
    "sampling_reports_of",
    "state_of",
    "steps_of",
    "threads_on",
    "where_from",
]
