"""What records name is noted with them, and caught up with for those of before."""

import pytest

from jobs import artifacts, mentions
from jobs.mentions import catch_up
from jobs.models import Mention, RecordedValue
from jobs.records import load
from jobs.stages.contract import Pin
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)


def named(job) -> set[str]:
    found = RecordedValue.objects.filter(mentions__step__job=job)
    return {f"{value.kind} {value.value}" for value in found}


def test_a_finished_step_is_found_by_its_seed_and_its_models() -> None:
    job = work(ask("step: paint\n    params: {count: 1}", "step: invert", seed=7))
    assert named(job) == {"seed 7", "model brush", f"model {'1' * 64}"}
    assert Mention.objects.filter(step__job=job).count() == 4


def test_a_value_is_kept_once() -> None:
    for picture in range(2):
        work(ask("step: invert", picture=picture, seed=7))
    assert RecordedValue.objects.get().mentions.count() == 2


def test_records_of_before_are_read_once_and_the_unreadable_named() -> None:
    job = work(ask("step: invert", "step: mark", seed=7))
    Mention.objects.all().delete()
    gone = job.steps.get(index=1)
    artifacts.storage().delete(artifacts.path_of(gone.record_id))
    caught = catch_up()
    assert (caught.read, named(job)) == (1, {"seed 7"})
    (line,) = caught.unread
    assert line.startswith(f"record {gone.record_id} of step {gone.id}: Artifact")
    assert catch_up().read == 0


def test_a_sampler_is_found_by_its_class_and_by_the_name_it_is_asked_for_with() -> None:
    job = work(ask("step: invert"))
    record = load(job.steps.get().record_id)
    pins = (
        Pin(role="sampler", id="DDIMScheduler", version="1", sha256="a" * 64),
        Pin(role="encoder", id="minilm", version="1", sha256="b" * 64),
        Pin(role="check", id="seam", version="1"),
    )
    sampled = record.model_copy(update={"pins": pins, "params": {"scheduler": "ddim", "seed": 9}})
    assert mentions.named_in(sampled) == {
        ("seed", "0"), ("seed", "9"), ("sampler", "DDIMScheduler"), ("sampler", "a" * 64),
        ("sampler", "ddim"), ("encoder", "minilm"), ("encoder", "b" * 64), ("model", "minilm"),
        ("model", "b" * 64),
    }  # fmt: skip
