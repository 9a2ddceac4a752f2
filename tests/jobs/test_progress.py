"""Events: numbered in the transaction they tell of, and never more often than allowed."""

import threading
import time

import pytest
from django.db import connection, transaction

from jobs import runner
from jobs.models import Event, Stream
from jobs.progress import events_after, group_of, last_number, publish
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)


def tell(stream: str = "a") -> Event:
    with transaction.atomic():
        return publish(stream=stream, kind="trial", payload={})


def test_each_stream_counts_from_one() -> None:
    assert [tell("a").number, tell("a").number, tell("b").number] == [1, 2, 1]


def test_a_change_that_is_rolled_back_leaves_no_event_and_no_gap() -> None:
    tell()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(stream="a", kind="trial", payload={})
        raise ZeroDivisionError
    assert tell().number == 2


def test_an_event_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="inside the change's transaction"):
        publish(stream="a", kind="trial", payload={})
    assert not Stream.objects.exists()


def test_many_tellers_at_once_leave_no_gap() -> None:
    def tell_ten() -> None:
        for _ in range(10):
            tell()
        connection.close()

    threads = [threading.Thread(target=tell_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.number for event in events_after("a", 0)] == list(range(1, 41))
    assert last_number("a") == 40


def test_reading_goes_on_after_a_number() -> None:
    for _ in range(3):
        tell()
    assert [event.number for event in events_after("a", 1)] == [2, 3]


def test_any_stream_name_makes_a_group_that_channels_allow() -> None:
    assert len(group_of("projekt/ä 💥" * 30)) < 100
    assert group_of("a") != group_of("b")


def test_progress_is_told_no_more_often_than_allowed(settings) -> None:
    settings.JOBS_EVENTS_PER_SECOND = 4.0
    job = ask("step: nap\n    params: {seconds: 1.5}")
    began = time.monotonic()
    work(job)
    told = Event.objects.filter(kind="step.progress").count()
    assert 1 <= told <= 4 * (time.monotonic() - began) + 1


def test_progress_shows_on_the_step_itself() -> None:
    job = ask("step: nap\n    params: {seconds: 3}")
    thread = threading.Thread(target=_run, args=(job.steps.get().id,))
    thread.start()
    while not Event.objects.filter(kind="step.progress").exists():
        time.sleep(0.01)
    step = job.steps.get()
    assert step.progress > 0
    assert step.note == "sleeping"
    thread.join()


def _run(step_id) -> None:
    runner.run(step_id)
    connection.close()
