"""Files that have to pass the gate again: what lets a publication go on, and what holds it."""

import pytest

from editor.actions.errors import ActionError
from editor.actions.publications import publish
from editor.actions.reviews import decide
from editor.actions.waivers import waive
from editor.credentials.configured import credential_settings
from editor.credentials.reading import read_credentials
from editor.models import Publication, PublicationOrder
from jobs import artifacts
from jobs.endings import end_cancelled, end_done, end_failed
from jobs.models import Event, Job
from jobs.stages import reencode
from jobs.stages.codec import decode_picture, encode_picture
from jobs.stages.contract import Context, Frame
from jobs.stages.gate.report import CheckResult, Finding
from jobs.stages.published_formats import OutputFormat, decode, same_pixels
from jobs.stages.weights import Weights, WeightsSettings
from tests import factories

pytestmark = pytest.mark.django_db

Outcome = PublicationOrder.Outcome
FAILED = CheckResult(
    name="seam", version="1", title="Seam", score=4.0, unit="levels", threshold=2.0,
    verdict="fail", findings=(Finding(box=(4, 6, 8, 8), score=4.0, note="A seam."),),
)  # fmt: skip


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def approved(ada):
    proof = factories.proof(factories.candidate(factories.project(creative=ada)), by=ada)
    factories.gate_step(proof.job)
    factories.review(proof, by=proof.candidate.project.created_by)
    return proof


@pytest.fixture
def order(approved, ada):
    """An order of a PNG as approved and a small JPEG, which waits."""
    project = approved.candidate.project
    project.publication_formats.create(format="png", added_by=ada)
    project.publication_formats.create(format="jpeg", longest_side=32, added_by=ada)
    return publish(proof=approved, by=ada)


@pytest.fixture
def job(order):
    return order.files.get(format="jpeg").job


def encoded(job: Job) -> str:
    """Do what the job's first step does; the digest of the picture that it gives."""
    source = decode_picture(artifacts.read(job.source_id))
    params = OutputFormat.model_validate(job.steps.get(stage="reencode").params)
    frame = Frame(source, source)
    made = reencode.run(frame, params, Context(weights=Weights(WeightsSettings())))
    picture = made.frame.picture
    return artifacts.put(encode_picture(picture), "image/png", *picture.size).digest


def end(job: Job, verdict: str, picture: str, committed) -> None:
    """Let the job end as its worker would, and what hears of it do its work."""
    job.steps.all().delete()
    job.verdict, job.result_id = verdict, picture
    factories.gate_step(job, *([FAILED] if verdict == "fail" else []))
    with committed(execute=True):
        end_done(job, {"picture": picture}, job.created_at)


def test_the_publication_is_there_when_the_last_file_has_passed(
    order, job, django_capture_on_commit_callbacks
):
    end(job, "pass", encoded(job), django_capture_on_commit_callbacks)
    order.refresh_from_db()
    publication = Publication.objects.get()
    assert order.outcome == Outcome.PUBLISHED
    assert [file.title for file in publication.files.all()] == [
        "PNG, full size",
        "JPEG, 32 px, quality 90",
    ]
    assert Event.objects.filter(kind="proof.published").count() == 1


def test_the_small_file_shows_what_the_gate_passed_and_says_so(
    order, job, django_capture_on_commit_callbacks
):
    end(job, "pass", encoded(job), django_capture_on_commit_callbacks)
    file = Publication.objects.get().files.get(format="jpeg")
    data = artifacts.read(file.signed_id)
    told = read_credentials(data, credential_settings())
    assert file.gate_job == job
    assert told.holds and told.record.gated_again
    assert told.record.published_picture == job.result_id == file.shown_id
    assert same_pixels(decode(data, "jpeg"), decode_picture(artifacts.read(job.result_id)))
    assert [one.action for one in told.actions][1:3] == ["c2pa.resized", "c2pa.converted"]


def test_a_file_that_the_gate_fails_holds_back_the_whole(
    order, job, ada, django_capture_on_commit_callbacks
):
    end(job, "fail", encoded(job), django_capture_on_commit_callbacks)
    order.refresh_from_db()
    assert order.outcome == Outcome.BLOCKED
    assert order.note == "The gate failed JPEG, 32 px, quality 90: Seam."
    assert not Publication.objects.exists()


def test_another_wish_is_another_order(order, job, ada, django_capture_on_commit_callbacks):
    end(job, "fail", encoded(job), django_capture_on_commit_callbacks)
    order.proof.candidate.project.publication_formats.filter(format="jpeg").delete()
    assert publish(proof=order.proof, by=ada).outcome == Outcome.PUBLISHED
    assert Publication.objects.get().files.count() == 1


def test_a_job_that_fails_or_is_cancelled_says_why_nothing_went_out(
    order, job, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        end_failed(job, job.steps.first(), "A JPEG cannot hold this picture's transparency.")
    order.refresh_from_db()
    assert order.outcome == Outcome.FAILED
    assert "JPEG, 32 px, quality 90 could not be made: A JPEG cannot hold" in order.note


def test_a_cancelled_job_ends_the_order(order, job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        end_cancelled(job, job.created_at)
    order.refresh_from_db()
    assert order.outcome == Outcome.FAILED
    assert "its job was cancelled" in order.note


def test_other_pixels_than_the_gate_passed_are_never_signed(
    order, job, django_capture_on_commit_callbacks
):
    other = factories.artifact(width=32, height=24).digest
    end(job, "pass", other, django_capture_on_commit_callbacks)
    order.refresh_from_db()
    assert order.outcome == Outcome.FAILED
    assert "other pixels than the gate passed" in order.note
    assert not Publication.objects.exists()


def test_the_reason_is_told_to_whoever_asks_again_too_late(
    order, job, ada, django_capture_on_commit_callbacks
):
    end(job, "pass", encoded(job), django_capture_on_commit_callbacks)
    with pytest.raises(ActionError, match="already published"):
        publish(proof=order.proof, by=ada)


def test_what_a_person_waived_on_the_proof_is_waived_in_its_files(
    ada, django_capture_on_commit_callbacks
):
    ben = factories.person("ben")
    project = factories.project(creative=ada, reviewer=ben)
    proof = factories.proof(factories.candidate(project), by=ada, verdict="fail")
    factories.gate_step(proof.job, FAILED)
    digest = proof.job.result_id
    waive(proof=proof, by=ben, check="seam", box=(4, 6, 8, 8), reason="A wall.", digest=digest)
    decide(proof=proof, reviewer=ben, verdict="approved", digest=digest)
    project.publication_formats.create(format="webp", quality=80, added_by=ada)
    order = publish(proof=proof, by=ada)
    job = order.files.get().job
    end(job, "fail", encoded(job), django_capture_on_commit_callbacks)
    order.refresh_from_db()
    assert (order.outcome, order.note) == (Outcome.PUBLISHED, "")
    told = read_credentials(
        artifacts.read(Publication.objects.get().files.get().signed_id), credential_settings()
    )
    assert told.record.gate_waived == 1
    assert "save for 1 finding that a person answered for" in told.actions[-1].words
