"""What the steward picks up, and what it leaves alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import actions, dispatch, leases, steward
from jobs.leases import MAX_ATTEMPTS
from jobs.models import Event, Step
from tests.jobs.trials import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch):
    """The steps that messages were sent for; the broker itself is tried by real processes."""
    steps = []
    monkeypatch.setattr(dispatch, "send", lambda step: steps.append(step.id))
    return steps


def claimed(*steps: str, lease: float = 0.0) -> Step:
    step = ask(*(steps or ("step: invert",))).steps.first()
    assert leases.claim(step.id, lease)
    return Step.objects.get(id=step.id)


def later(seconds: float = 1.0):
    return timezone.now() + timedelta(seconds=seconds)


def test_a_silent_workers_step_goes_back_to_its_queue() -> None:
    step = claimed()
    steward.look(later())
    step.refresh_from_db()
    assert (step.status, step.lease, step.attempts) == ("queued", None, 1)
    assert Event.objects.filter(kind="step.lost").count() == 1


def test_a_step_whose_lease_holds_is_left_alone() -> None:
    step = claimed(lease=60)
    steward.look(later())
    step.refresh_from_db()
    assert step.status == "running"


def test_a_step_lost_too_often_fails_its_job_with_words() -> None:
    step = claimed()
    Step.objects.filter(id=step.id).update(attempts=MAX_ATTEMPTS)
    steward.look(later())
    step.job.refresh_from_db()
    assert step.job.status == "failed"
    assert "was lost 5 times" in step.job.error


def test_a_silent_workers_cancelled_job_ends() -> None:
    step = claimed("step: invert", "step: judge")
    actions.cancel_job(job=step.job)
    steward.look(later())
    step.job.refresh_from_db()
    assert step.job.status == "cancelled"
    assert set(step.job.steps.values_list("status", flat=True)) == {"cancelled"}


def test_a_worker_lost_past_its_time_limit_is_not_tried_again() -> None:
    step = claimed("step: stuck", lease=5)
    steward.look(later(60))
    step.job.refresh_from_db()
    assert "ran past its time limit" in step.job.error


def test_a_step_that_was_cut_off_while_the_studio_was_off_is_run_again() -> None:
    step = claimed("step: stuck")
    steward.look(later(8 * 3600))
    step.refresh_from_db()
    assert step.status == "queued"


def test_a_lease_renewed_between_the_two_looks_is_respected() -> None:
    step = claimed()
    seen = steward.lost(later())[0]
    Step.objects.filter(id=step.id).update(lease_until=later(60))
    assert not leases.expire(seen, later())


def test_a_message_nobody_took_is_sent_again_once_a_lease(settings, sent) -> None:
    step = ask("step: invert").steps.get()
    sent.clear()
    moment = later(settings.JOBS_LEASE_SECONDS + 1)
    steward.look(moment)
    steward.look(moment)
    assert sent == [step.id]


def test_on_a_busy_queue_waiting_is_no_loss(settings, sent) -> None:
    claimed(lease=3600)
    ask("step: invert", picture=1)
    sent.clear()
    steward.look(later(settings.JOBS_LEASE_SECONDS + 1))
    assert sent == []


def test_even_on_a_busy_queue_ten_minutes_are_too_long(sent) -> None:
    claimed(lease=3600)
    waiting = ask("step: invert", picture=1).steps.get()
    sent.clear()
    steward.look(later(601))
    assert sent == [waiting.id]


def test_work_on_one_queue_says_nothing_of_another(settings, sent) -> None:
    claimed(lease=3600)
    waiting = ask("step: judge", picture=1).steps.get()
    sent.clear()
    steward.look(later(settings.JOBS_LEASE_SECONDS + 1))
    assert sent == [waiting.id]
