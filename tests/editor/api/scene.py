"""One project in full swing, seen by seven kinds of people, for tests of the REST addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from editor.actions import sampling_reports
from editor.actions.renders import render
from editor.actions.threads import open_thread
from editor.actions.tokens import make_token
from editor.models import (
    ApiToken,
    Candidate,
    Exploration,
    Mark,
    Project,
    Proof,
    Publication,
    PublicationFormat,
    Thread,
    Webhook,
    WebhookMessage,
)
from jobs.actions import queue_replay
from jobs.models import Job
from tests import factories

ROLES = ("anonymous", "stranger", "creative", "reviewer", "lead", "admin", "auditor")


@dataclass(frozen=True)
class Scene:
    """A candidate with proofs that wait, are approved and failed, an exploration and a mark."""

    people: dict[str, User]
    project: Project
    candidate: Candidate
    waiting: Proof
    approved: Proof
    failed: Proof
    exploration: Exploration
    mark: Mark

    def queued_job(self) -> Job:
        """A real render that waits for a worker."""
        proof = render(
            candidate=self.candidate, asked_by=self.people["maker"], recipe_name="publish"
        )
        return proof.job

    def failed_job(self) -> Job:
        """A real render whose first step went wrong."""
        job = self.queued_job()
        job.steps.filter(index=0).update(status="failed", error="The disk is full.")
        job.status = "failed"
        job.save()
        return job

    def finished_job(self) -> Job:
        """A job of the gate alone, done, with a record that can be run again."""
        job = factories.job(self.project, by=self.people["maker"])
        job.recipe_text = "pipeline:\n  - step: gate\n"
        job.save()
        factories.gate_step(job)
        return job

    def thread(self) -> Thread:
        """What the reviewer says of the proof that waits."""
        return open_thread(proof=self.waiting, text="A seam.", by=self.people["reviewer"])

    def publication(self) -> Publication:
        """The approved proof's publication."""
        return factories.publication(self.approved, by=self.people["creative"])

    def format(self) -> PublicationFormat:
        """A format that the project publishes in, beside its full-size PNG."""
        lead = self.people["lead"]
        self.project.publication_formats.create(format="png", added_by=lead)
        return self.project.publication_formats.create(
            format="png", longest_side=640, added_by=lead
        )

    def webhook(self) -> Webhook:
        """An address that is told of the project's reviews."""
        return factories.webhook(self.project, by=self.people["lead"])

    def webhook_message(self) -> WebhookMessage:
        """A message that was given up."""
        return factories.webhook_message(self.webhook(), status="given_up")

    def token(self) -> ApiToken:
        """A token of the lead's."""
        lead = self.people["lead"]
        return make_token(person=lead, name="Export", scopes=["write"]).token

    def replay(self) -> Job:
        """A replay that waits for a worker."""
        return queue_replay(job=self.finished_job(), asked_by=self.people["admin"])

    def sampling_report(self) -> Job:
        """A sampling report that waits for a worker."""
        maker = self.people["maker"]
        prompts = ["a red vase", "a blue mug"]
        return sampling_reports.ask(
            project=self.project, asked_by=maker, prompts=prompts, count=2, seed=7
        )

    def client(self, role: str) -> APIClient:
        """A client signed in as one of ``ROLES``."""
        client = APIClient()
        if role != "anonymous":
            client.force_authenticate(self.people[role])
        return client


def build() -> Scene:
    """Write the scene to the database."""
    people = {name: factories.person(name) for name in ROLES[1:-2]}
    people["admin"] = factories.person("admin", staff=True)
    people["auditor"] = factories.auditor()
    people["maker"] = factories.person("maker")
    project = factories.project(
        lead=people["lead"],
        creative=people["creative"],
        creative_2=people["maker"],
        reviewer=people["reviewer"],
    )
    candidate = factories.candidate(project, by=people["maker"])
    candidate.drawn_mask = factories.artifact(factories.mask_bytes())
    candidate.save()
    waiting = factories.proof(candidate, by=people["maker"])
    factories.gate_step(waiting.job)
    approved = factories.proof(candidate, by=people["maker"])
    factories.gate_step(approved.job)
    factories.review(approved, by=people["lead"])
    failed = factories.proof(candidate, by=people["maker"], verdict="fail")
    factories.gate_step(failed.job, factories.failed_check((0, 0, 8, 8)))
    exploration = factories.exploration(project, by=people["maker"])
    factories.sample(exploration)
    mark = factories.mark(project, by=people["lead"])
    return Scene(people, project, candidate, waiting, approved, failed, exploration, mark)
