"""Makes the objects that tests begin from: people, projects, pictures, proofs."""

from __future__ import annotations

import io
import itertools
from typing import Any

import numpy as np
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image, ImageDraw

from editor.actions.publications import publish
from editor.models import (
    AllowedText,
    Auditor,
    Candidate,
    Exploration,
    Mark,
    Membership,
    Project,
    Proof,
    Publication,
    Review,
    Webhook,
    WebhookMessage,
)
from editor.webhooks.secrets import new_secret, seal
from jobs import artifacts, records
from jobs.canvas import canvas
from jobs.fingerprint import fingerprint
from jobs.models import Artifact, Job, Step, Stream
from jobs.records import RecipeReference, StepRecord, Timing
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Pin
from jobs.stages.gate.report import CheckResult, Finding, GateReport
from jobs.stages.generator.params import ExploreParams
from jobs.stages.intake import Limits, take_in
from jobs.weights import weights_settings

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


def person(name: str = "", *, staff: bool = False) -> User:
    """An account that can sign in with ``PASSWORD``."""
    return User.objects.create_user(
        name or f"person-{next(_numbers)}", password=PASSWORD, is_staff=staff
    )


def auditor(name: str = "auditor") -> User:
    """An account that sees everything and changes nothing."""
    made = person(name)
    Auditor.objects.create(person=made)
    return made


def project(name: str = "Posters", *, lead: User | None = None, **members: User) -> Project:
    """A project; ``creative=``, ``reviewer=`` name further members, with an optional number."""
    leader = lead or person()
    made = Project.objects.create(name=name, created_by=leader)
    Membership.objects.create(project=made, user=leader, role="lead")
    for key, user in members.items():
        role = key.rstrip("0123456789_")
        Membership.objects.create(project=made, user=user, role=role)
    return made


def allowed_text(within: Project, text: str = "Harbour View") -> AllowedText:
    """A text that may stay on the project's pictures."""
    return AllowedText.objects.create(project=within, text=text, added_by=within.created_by)


def pixels(width: int = 64, height: int = 48, seed: int = 0) -> np.ndarray:
    """A soft gradient with a little noise, different for each seed; RGB uint8."""
    noise = np.random.default_rng(seed).integers(0, 12, (height, width, 3))
    ramp = np.linspace(40, 200, width)[None, :, None] + np.linspace(0, 30, height)[:, None, None]
    return np.clip(ramp + noise, 0, 255).astype(np.uint8)


def picture_bytes(
    width: int = 64, height: int = 48, *, seed: int | None = None, form: str = "PNG"
) -> bytes:
    """An encoded picture; each call gives another one unless ``seed`` is given."""
    buffer = io.BytesIO()
    drawn = pixels(width, height, next(_numbers) if seed is None else seed)
    Image.fromarray(drawn).save(buffer, form)
    return buffer.getvalue()


def mask_bytes(width: int = 64, height: int = 48, *, shift: int = 0) -> bytes:
    """A black PNG with a white box in its middle, or so many pixels beside it."""
    plane = np.zeros((height, width), np.uint8)
    plane[height // 4 : height // 2, width // 4 + shift : width // 2 + shift] = 255
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "PNG")
    return buffer.getvalue()


def photo_bytes(width: int = 96, height: int = 72) -> bytes:
    """A picture with light, shadow and colours, as PNG: one that can be a target."""
    ramp = np.linspace(0, 1, width)[None, :, None]
    upper = np.array([90, 140, 200]) + ramp * np.array([120, 90, 40])
    lower = np.array([20, 45, 15]) + ramp * np.array([90, 110, 50])
    rows = np.arange(height)[:, None, None] < height // 2
    buffer = io.BytesIO()
    Image.fromarray(np.where(rows, upper, lower).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def mark_bytes(width: int = 64, height: int = 48, *, seed: int = 0) -> bytes:
    """A red disc with a bar through it on a transparent ground, as PNG; another for each seed."""
    canvas = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    pen.ellipse((2, 2, width - 3, height - 3), fill=(220, 40 + seed % 100, 50, 255))
    pen.rectangle((width // 4, height // 2 - 4, 3 * width // 4, height // 2 + 3), fill=(0, 0, 0, 0))
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG")
    return buffer.getvalue()


def mark(within: Project, *, name: str = "House mark", by: User | None = None) -> Mark:
    """A registered mark."""
    picture = take_in(mark_bytes(), "mark.png", Limits(2**20, 2**20)).picture
    stored = artifacts.put(encode_picture(picture), "image/png", *picture.size)
    return Mark.objects.create(
        project=within, name=name, picture=stored, added_by=by or within.created_by
    )


def artifact(data: bytes | None = None, width: int = 64, height: int = 48) -> Artifact:
    """A stored picture."""
    return artifacts.put(
        picture_bytes(width, height) if data is None else data, "image/png", width, height
    )


def candidate(within: Project, *, name: str = "photo.png", by: User | None = None) -> Candidate:
    """A candidate that is in the gallery already; no job looks for text on it."""
    original = artifacts.put(picture_bytes(form="JPEG"), "image/jpeg")
    return Candidate.objects.create(
        project=within,
        name=name,
        original=original,
        picture=artifact(),
        added_by=by or within.created_by,
    )


def exploration(
    within: Project,
    *,
    by: User | None = None,
    prompt: str = "a red kettle on an oak table",
    count: int = 3,
    scheduler: str = "euler_ancestral",
    status: str = "running",
) -> Exploration:
    """An exploration as it stands in the database, with its one step; nothing runs."""
    asker = by or within.created_by
    params = ExploreParams(
        prompt=prompt, count=count, width=64, height=64, steps=4, guidance_scale=5.0,
        scheduler=scheduler,
    )  # fmt: skip
    made = job(within, by=asker, source=canvas(64, 64), status=status, verdict="")
    made.steps.create(
        index=0, stage="explore", stage_version="1", queue="generate",
        params=params.model_dump(mode="json"),
        status="queued" if status in {"queued", "running"} else status,
        record=artifact(b"{}") if status == "done" else None,
    )  # fmt: skip
    return Exploration.objects.create(
        project=within, job=made, params=params.model_dump(mode="json"), asked_by=asker
    )


def sample(of: Exploration, index: int | None = None, *, phash: str = "") -> Candidate:
    """A sample that has come; the next one unless ``index`` says which."""
    place = of.candidates.count() if index is None else index
    picture = artifact(width=64, height=64)
    return Candidate.objects.create(
        project=of.project,
        name=f"{of.prompt}, seed {place}",
        original=picture,
        picture=picture,
        exploration=of,
        sample_index=place,
        seed=place,
        phash=phash,
        added_by=of.asked_by,
    )


def job(
    within: Project,
    *,
    by: User,
    source: Artifact | None = None,
    status: str = "done",
    verdict: str = "pass",
) -> Job:
    """A job as it stands in the database, without steps; nothing runs."""
    done = status == "done"
    Stream.objects.get_or_create(name=within.stream)
    return Job.objects.create(
        stream=within.stream,
        label="photo.png r1",
        asked_by=by,
        recipe_name="publish",
        recipe_text="pipeline: []",
        source=source or artifact(),
        status=status,
        result=artifact() if done else None,
        result_mask=artifacts.put(mask_bytes(), "image/png", 64, 48) if done else None,
        verdict=verdict if done else "",
        finished_at=timezone.now() if status not in {"queued", "running"} else None,
    )


def proof(
    of: Candidate, *, by: User | None = None, status: str = "done", verdict: str = "pass"
) -> Proof:
    """A proof whose render stands at ``status``."""
    maker = by or of.project.created_by
    return Proof.objects.create(
        candidate=of,
        revision=of.proofs.count() + 1,
        job=job(of.project, by=maker, source=of.picture, status=status, verdict=verdict),
        made_by=maker,
    )


def failed_check(*boxes: tuple[int, int, int, int], error: str = "") -> CheckResult:
    """A seam too strong at each box, or a check that broke."""
    findings = tuple(Finding(box=box, score=3.5, note="A step along the border") for box in boxes)
    return CheckResult(
        name="seam", version="1", title="Seam", score=3.5, unit="levels", threshold=2.0,
        verdict="fail", findings=findings, error=error,
    )  # fmt: skip


def step_record(
    of: Job, stage: str, details: dict[str, Any], outputs: dict[str, str] | None = None
) -> StepRecord:
    """What a step of a job wrote down, as its stage would have."""
    now = timezone.now()
    return StepRecord(
        index=0,
        stage=stage,
        stage_version="1",
        params={"profile": "standard"} if stage == "gate" else {},
        seed=of.seed,
        deterministic=True,
        inputs={"source": of.source_id, "picture": of.source_id},
        outputs=outputs or {},
        pins=(Pin(role="library", id="numpy", version="2"),),
        fingerprint=fingerprint(weights_settings()),
        details=details,
        recipe=RecipeReference(name=of.recipe_name, sha256="0" * 64),
        asked_by=of.asked_by.username,
        key="0" * 64,
        timing=Timing(started_at=now, finished_at=now, seconds=0.1),
    )


def gate_step(of: Job, *failed: CheckResult) -> GateReport:
    """Write down that a gate looked at a job's result and found one thing; its report.

    It passed, unless there are checks that ``failed``.
    """
    finding = Finding(box=(4, 6, 20, 10), score=0.4, note="A faint seam.")
    check = CheckResult(
        name="seam", version="1", title="Seam", score=0.4, unit="levels", threshold=2.0,
        verdict="pass", findings=(finding,),
    )  # fmt: skip
    verdict = "fail" if failed else "pass"
    report = GateReport(verdict=verdict, profile="standard", checks=failed or (check,))
    picture = str(of.result_id)
    record = step_record(of, "gate", report.model_dump(mode="json"), {"picture": picture})
    step = Step.objects.create(
        job=of, index=0, stage="gate", stage_version="1", queue="gate", params={},
        status="done", record=records.store(record),
    )  # fmt: skip
    step.outputs.create(role="picture", artifact_id=picture)
    return report


def review(of: Proof, *, by: User, verdict: str = "approved", reason: str = "") -> Review:
    """A person's verdict on what the proof's job gave."""
    return Review.objects.create(
        proof=of,
        reviewer=by,
        maker=of.made_by,
        verdict=verdict,
        reason=reason or ("" if verdict == "approved" else "The sky is banded."),
        digest=of.job.result_id,
        gate_verdict=of.job.verdict,
    )


def publication(of: Proof, *, by: User) -> Publication:
    """An approved proof's publication, signed; a gate is said to have passed it if none did."""
    if not of.job.steps.exists():
        gate_step(of.job)
    publish(proof=of, by=by)
    made = Publication.objects.get(proof=of)
    made.proof = of
    return made


def webhook(
    within: Project,
    *,
    url: str = "https://203.0.113.7/hooks",
    by: User | None = None,
    secret: str = "",
    events: tuple[str, ...] = ("review.decided",),
) -> Webhook:
    """A webhook as it stands in the database: its address was not looked up."""
    return Webhook.objects.create(
        project=within,
        url=url,
        events=list(events),
        secret=seal(secret or new_secret()),
        added_by=by or within.created_by,
    )


def webhook_message(of: Webhook, *, status: str = "waiting") -> WebhookMessage:
    """A ping to a webhook."""
    now = timezone.now()
    ended = now if status in {"delivered", "given_up"} else None
    return WebhookMessage.objects.create(
        webhook=of, event="ping", body="{}", status=status, due_at=now, ended_at=ended
    )
