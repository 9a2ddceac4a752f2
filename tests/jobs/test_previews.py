"""Previews: small, newest first, and gone when their step ends in any way."""

import io
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from PIL import Image

from jobs import actions, leases, previews, steward, transitions
from jobs.contract_checks import ContractError
from jobs.leases import Claim
from jobs.models import Event, Preview
from jobs.watch import Watch, WatchSettings
from tests.jobs.processes import wait_for
from tests.jobs.trials import ask, pixels

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "sample.000"


def claimed() -> Claim:
    claim = leases.claim(ask("step: paint").steps.get().id, 60)
    assert claim is not None
    previews.put(claim.step, {NAME: previews.encode(pixels())})
    return claim


def size(data: bytes | None) -> tuple[int, int]:
    assert data is not None
    return Image.open(io.BytesIO(data)).size


def test_a_preview_is_small_and_never_enlarged() -> None:
    assert size(previews.encode(np.zeros((512, 256, 3), np.uint8))) == (64, 128)
    assert size(previews.encode(np.zeros((32, 32, 3), np.uint8))) == (32, 32)


def test_the_newest_takes_the_place_of_the_one_before() -> None:
    step = claimed().step
    previews.put(step, {NAME: b"newer"})
    assert previews.read(step, NAME) == b"newer"
    assert previews.read(step, "sample.001") is None
    assert Preview.objects.count() == 1


def lose(claim: Claim) -> None:
    steward.look(timezone.now() + timedelta(hours=1))


def cancel(claim: Claim) -> None:
    actions.cancel_job(job=claim.job)
    transitions.stop(claim)


def complete(claim: Claim) -> None:
    picture = claim.job.source_id
    transitions.complete(
        claim, transitions.Outcome(outputs={"picture": picture}, record=picture, key="", seconds=0)
    )


@pytest.mark.parametrize(
    "end", [lose, cancel, complete, lambda claim: transitions.fail(claim, "broken")]
)
def test_however_a_step_ends_its_previews_are_gone(end) -> None:
    claim = claimed()
    end(claim)
    assert not leases.held(claim).exists()
    assert not Preview.objects.exists()


def test_nothing_is_shown_once_the_lease_is_lost() -> None:
    claim = claimed()
    lose(claim)
    leases.tell_progress(claim, 0.5, "late", {NAME: b"late"})
    assert not Preview.objects.exists()


@pytest.fixture
def watch():
    claim = claimed()
    settings = WatchSettings(lease_seconds=60, events_per_second=2, timeout=60)
    with Watch(claim, settings) as running:
        yield running


def told() -> int:
    return Event.objects.filter(kind="step.progress").count()


def test_the_watch_writes_previews_no_more_often_than_it_tells_progress(watch) -> None:
    for shade in range(200):
        watch.preview(NAME, np.full((8, 8, 3), shade, np.uint8))
        watch.report(shade / 200)
    wait_for(lambda: told() == 1, "the first event")
    watch.preview(NAME, np.full((8, 8, 3), 255, np.uint8))
    wait_for(lambda: told() == 2, "the hint to fetch the last preview")
    data = previews.read(watch.claim.step, NAME)
    assert data is not None
    assert np.asarray(Image.open(io.BytesIO(data))).min() > 250


def test_what_was_delivered_is_not_previewed_any_more(watch) -> None:
    previews.forget(watch.claim.step)
    watch.preview(NAME, pixels())
    watch.delivered(NAME)
    watch.report(0.5)
    wait_for(lambda: told() == 1, "the event")
    assert not Preview.objects.exists()


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 4)])
def test_a_preview_that_is_no_picture_breaks_the_contract(watch, shape) -> None:
    with pytest.raises(ContractError, match="not RGB uint8"):
        watch.preview(NAME, np.zeros(shape, np.uint8))
