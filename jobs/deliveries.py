"""Pictures that leave a running step: stored, told of and handed on as soon as they are made."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from jobs import artifacts, previews
from jobs.contract_checks import check_name
from jobs.events import StepDelivered
from jobs.leases import Claim, held, locked
from jobs.models import Artifact, Job, Step, StepOutput
from jobs.progress import tell
from jobs.stages.codec import MEDIA_TYPE, encode_picture
from jobs.stages.contract import Cancelled, Delivery

MOST_WAITING = 4
"""Pictures that may wait to be encoded before a stage is made to wait for them."""


class Receiver(Protocol):
    """Takes a delivered picture in the transaction that keeps it."""

    def __call__(
        self, *, job: Job, step: Step, name: str, picture: Artifact, facts: dict[str, Any]
    ) -> None: ...


def receiver() -> Receiver | None:
    """What the setting ``JOBS_DELIVERY_RECEIVER`` names by its dotted path, if anything."""
    path: str | None = getattr(settings, "JOBS_DELIVERY_RECEIVER", None)
    found: Receiver | None = import_string(path) if path else None
    return found


def delivered(step: Step) -> dict[str, str]:
    """Digests by name of what a step has delivered so far, in this attempt or an earlier one."""
    kept = StepOutput.objects.filter(step=step, facts__isnull=False).order_by("id")
    return dict(kept.values_list("role", "artifact_id"))


class Deliveries:
    """A running step's door for pictures, open while its ``with`` block runs.

    One thread encodes and keeps them in order, so that the stage goes on with the next. What
    it cannot keep, a lost lease included, is raised at the stage's next delivery, or by
    ``finish``.
    """

    def __init__(self, claim: Claim, received: Callable[[str], None] = lambda name: None) -> None:
        self.claim = claim
        self.before = frozenset(delivered(claim.step))
        self._received = received
        self._names = set(self.before)
        self._waiting: deque[Future[None]] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deliveries")

    def __enter__(self) -> Deliveries:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A step that ends early still keeps the pictures that were finished.
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=True)

    def deliver(self, delivery: Delivery) -> None:
        """Keep a picture; raises ``ContractError`` when its name cannot be a delivery's."""
        check_name(delivery.name, self._names)
        self._names.add(delivery.name)
        self._settle(MOST_WAITING - 1)
        facts = delivery.facts.model_dump(mode="json")
        self._waiting.append(self._thread.submit(self._encode, delivery, facts))

    def again(self, earlier: Step) -> None:
        """Deliver what an identical step delivered, by its artifacts."""
        for output in StepOutput.objects.filter(step=earlier, facts__isnull=False).order_by("id"):
            if output.role not in self._names:
                self._names.add(output.role)
                keep(self.claim, output.role, output.artifact, output.facts or {})

    def finish(self) -> dict[str, str]:
        """Wait for what is on its way; digests by name of everything that the step delivered."""
        self._settle(0)
        return delivered(self.claim.step)

    def _settle(self, most: int) -> None:
        """Raise what went wrong so far, and wait until at most ``most`` are on their way."""
        while self._waiting and (len(self._waiting) > most or self._waiting[0].done()):
            self._waiting.popleft().result()

    def _encode(self, delivery: Delivery, facts: dict[str, Any]) -> None:
        picture = delivery.picture
        kept = artifacts.put(encode_picture(picture), MEDIA_TYPE, *picture.size)
        keep(self.claim, delivery.name, kept, facts)
        self._received(delivery.name)


def keep(claim: Claim, name: str, picture: Artifact, facts: dict[str, Any]) -> None:
    """Write a delivery's row, tell of it and hand it to the receiver, in one transaction.

    Raises ``Cancelled`` when the step's lease was lost. A replay's deliveries are there to be
    compared: nobody receives them.
    """
    with locked(claim.job) as job:
        if not held(claim).exists():
            raise Cancelled("The step's lease was lost.")
        step = claim.step
        StepOutput.objects.create(step=step, role=name, artifact=picture, facts=facts)
        previews.forget(step, name)
        tell(
            job,
            StepDelivered(
                job=str(job.id),
                step=str(step.id),
                index=step.index,
                stage=step.stage,
                name=name,
                artifact=picture.digest,
                facts=facts,
            ),
        )
        receive = None if job.replay_of_id else receiver()
        if receive is not None:
            receive(job=job, step=step, name=name, picture=picture, facts=facts)
