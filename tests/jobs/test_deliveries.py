"""Pictures that leave a running step: kept, told, handed on, and never lost or made twice."""

import pytest

from jobs import actions, artifacts, leases, records
from jobs.actions import JobError
from jobs.deliveries import Deliveries, delivered
from jobs.models import Event, Job, Preview, StepOutput
from jobs.stages.codec import decode_picture
from jobs.stages.contract import Cancelled, Delivery, Picture
from tests.jobs import receivers, small_stages
from tests.jobs.processes import processes, wait_for
from tests.jobs.trials import ask, pixels, work

pytestmark = pytest.mark.django_db(transaction=True)

PAINT = "step: paint"
FAILS = "step: paint\n    params: {fails: true}"


@pytest.fixture
def received(settings):
    settings.JOBS_DELIVERY_RECEIVER = "tests.jobs.receivers.receive"
    receivers.RECEIVED.clear()
    return receivers.RECEIVED


def told(job: Job) -> list[str]:
    events = Event.objects.filter(job=job, kind="step.delivered").order_by("number")
    return [event.payload["name"] for event in events]


def test_each_delivery_is_an_output_with_its_facts() -> None:
    step = work(ask(PAINT)).steps.get()
    kept = step.outputs.filter(facts__isnull=False).order_by("role")
    assert [(output.role, output.facts) for output in kept] == [
        ("sample.000", {"index": 0}),
        ("sample.001", {"index": 1}),
        ("sample.002", {"index": 2}),
    ]
    assert decode_picture(artifacts.read(kept[2].artifact_id)).pixels[0, 0, 0] == 2


def test_each_delivery_is_told_in_order() -> None:
    job = work(ask(PAINT))
    assert told(job) == ["sample.000", "sample.001", "sample.002"]
    event = Event.objects.filter(kind="step.delivered").first()
    assert event is not None
    assert event.payload["artifact"] == job.steps.get().outputs.get(role="sample.000").artifact_id
    assert (event.payload["stage"], event.payload["facts"]) == ("paint", {"index": 0})


def test_the_record_lists_deliveries_among_the_outputs() -> None:
    record = records.job_record(work(ask(PAINT))).steps[0]
    assert set(record.outputs) == {"picture", "source", *(f"sample.00{n}" for n in range(3))}


def test_the_receiver_gets_each_delivery(received) -> None:
    job = work(ask(PAINT))
    assert [(of, name, facts) for of, name, _, facts in received] == [
        (str(job.id), f"sample.00{index}", {"index": index}) for index in range(3)
    ]


def test_what_the_receiver_refuses_is_not_kept(settings) -> None:
    settings.JOBS_DELIVERY_RECEIVER = "tests.jobs.receivers.refuse"
    job = work(ask(PAINT))
    assert "unexpected error (ValueError)" in job.error
    assert not StepOutput.objects.filter(step__job=job).exists()
    assert told(job) == []


def test_a_retried_step_delivers_only_the_rest(received) -> None:
    job = work(ask(FAILS))
    assert (job.status, told(job)) == ("failed", ["sample.000"])
    for more in (2, 3):
        job = work(actions.retry_job(job=job))
        assert len(told(job)) == more
    job = work(actions.retry_job(job=job))
    assert job.status == "done"
    assert told(job) == [name for _, name, _, _ in received]
    assert len(records.job_record(job).steps[0].outputs) == 5


def test_the_rest_is_not_made_with_other_means(monkeypatch) -> None:
    job = work(ask(FAILS))
    monkeypatch.setitem(small_stages.VERSIONS, "ruler", "2")
    with pytest.raises(JobError, match="delivered pictures already"):
        actions.retry_job(job=job)
    job.refresh_from_db()
    assert job.status == "failed"


def test_an_identical_step_delivers_again_what_it_reuses(received) -> None:
    first = work(ask(PAINT))
    received.clear()
    second = work(ask(PAINT))
    assert second.steps.get().reused_from == first.steps.get()
    assert told(second) == told(first)
    assert [name for _, name, _, _ in received] == told(first)
    assert delivered(second.steps.get()) == delivered(first.steps.get())


def test_one_name_is_delivered_once() -> None:
    job = work(ask("step: paint\n    params: {same_name: true}"))
    assert "unexpected error (ContractError)" in job.error
    assert told(job) == ["sample.000"]


@pytest.mark.parametrize("name", ["picture", "evidence.heat", "../up", "A", "", "x" * 51])
def test_a_delivery_is_not_named_like_anything_else(name: str) -> None:
    claim = leases.claim(ask(PAINT).steps.get().id, 60)
    assert claim is not None
    with Deliveries(claim) as deliveries, pytest.raises(Exception, match="A delivery is named"):
        deliveries.deliver(Delivery(name, Picture(pixels()), small_stages.Sample(index=0)))


def test_after_a_lost_lease_nothing_is_delivered() -> None:
    job = ask(PAINT)
    step = job.steps.get()
    late = leases.claim(step.id, 60)
    assert late is not None
    job.steps.update(status="queued", lease=None, lease_until=None)
    with Deliveries(late) as deliveries:
        sample = Delivery("sample.000", Picture(pixels()), small_stages.Sample(index=0))
        deliveries.deliver(sample)
        with pytest.raises(Cancelled):
            deliveries.finish()
    assert delivered(step) == {}


def test_a_killed_workers_deliveries_stay_and_the_next_goes_on(tmp_path) -> None:
    job = ask("step: paint\n    params: {count: 6, seconds: 0.4}", "step: judge")
    with processes(tmp_path) as running:
        running.start_steward()
        workers = running.start_nursery()
        worker = workers.start()
        wait_for(lambda: len(told(job)) >= 2, "two deliveries")
        wait_for(Preview.objects.exists, "a preview")
        workers.kill(worker)
        worker = workers.start()
        wait_for(lambda: Job.objects.get().status == "done", "the job")
        workers.kill(worker)
    assert told(job) == [f"sample.00{index}" for index in range(6)]
    assert len(records.job_record(Job.objects.get()).steps[0].outputs) == 8
    assert not Preview.objects.exists()
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_cancelled_step_keeps_what_was_finished_and_can_go_on(monkeypatch) -> None:
    def cancel(*, job, **delivery) -> None:
        Job.objects.filter(id=job.id).update(cancel_requested=True)

    monkeypatch.setattr("jobs.deliveries.receiver", lambda: cancel)
    job = work(ask("step: paint\n    params: {seconds: 0.5}", "step: judge"))
    assert (job.status, told(job)) == ("cancelled", ["sample.000"])
    assert set(job.steps.values_list("status", flat=True)) == {"cancelled"}
    monkeypatch.undo()
    job = work(actions.retry_job(job=job))
    assert (job.status, told(job)) == ("done", ["sample.000", "sample.001", "sample.002"])
