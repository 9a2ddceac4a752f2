"""Reads of what left the house, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from editor.evidence import gate_report
from editor.models import Candidate, Project, Proof, Publication, Review
from jobs.records import JobRecord, job_record
from jobs.stages.gate.report import GateReport


@dataclass(frozen=True)
class PublicationStory:
    """How a published file came about: who did what, through which steps, judged how."""

    publication: Publication
    proof: Proof
    candidate: Candidate
    project: Project
    review: Review
    record: JobRecord
    gate: GateReport | None


def publications() -> QuerySet[Publication]:
    """Everything that was published, newest first, for the audit."""
    return Publication.objects.select_related(
        "published_by",
        "review__reviewer",
        "review__maker",
        "picture",
        "proof__candidate__project",
        "proof__job",
    )


def publication_story(publication: Publication) -> PublicationStory:
    """How a published file came about."""
    proof = publication.proof
    return PublicationStory(
        publication=publication,
        proof=proof,
        candidate=proof.candidate,
        project=proof.candidate.project,
        review=publication.review,
        record=job_record(proof.job),
        gate=gate_report(proof.job),
    )
