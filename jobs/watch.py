"""The thread beside a running step: keeps its lease, tells its progress, sees when to stop."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
import time
from dataclasses import dataclass
from types import TracebackType

import numpy as np
from django.db import DatabaseError, connection

from jobs import leases, previews, transitions
from jobs.contract_checks import ContractError, check_name
from jobs.leases import Claim
from jobs.models import Step
from jobs.stages.contract import Cancelled, Pixels, TimedOut

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.25
STDERR = 2
"""The descriptor itself: Celery puts a logger in the place of ``sys.stderr``."""


@dataclass(frozen=True)
class WatchSettings:
    """How long a lease holds, how often progress is told, and how long a step may run.

    ``may_end_process`` is for workers: nothing else lives in them, and they are restarted.
    """

    lease_seconds: float
    events_per_second: float
    timeout: float
    may_end_process: bool = False


class Watch:
    """Runs while its ``with`` block does.

    A stage that does not come to a checkpoint within one lease's length of being told to stop
    is stuck in foreign code: its step is settled, then the process ends itself. Should that
    code hold the interpreter's lock, this thread stands still too: then a timer outside of the
    interpreter ends the process, and the steward counts the step among the lost.
    """

    def __init__(self, claim: Claim, settings: WatchSettings) -> None:
        self.claim = claim
        self.settings = settings
        self._began = time.monotonic()
        self._renewed = self._began
        self._told = 0.0
        self._reported: tuple[float, str] = (0.0, "")
        self._has_news = False
        self._previews: dict[str, Pixels] = {}
        self._guard = threading.Lock()
        self._reason: Exception | None = None
        self._reason_since = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        if self.settings.may_end_process:
            latest = self.settings.timeout + 2 * self.settings.lease_seconds
            faulthandler.dump_traceback_later(latest, exit=True, file=STDERR)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if self.settings.may_end_process:
            faulthandler.cancel_dump_traceback_later()

    def report(self, fraction: float, note: str = "") -> None:
        """Take a stage's progress; it is told by the thread, as often as allowed."""
        self._reported = (fraction, note)
        self._has_news = True

    def preview(self, name: str, pixels: Pixels) -> None:
        """Take a small picture of what is coming; the newest of a name is shown, if any.

        Raises ``ContractError`` when it is no picture: the thread must never meet one.
        """
        check_name(name, ())
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
            raise ContractError(f"The preview '{name}' has shape {pixels.shape}: not RGB uint8.")
        kept = pixels.copy()
        with self._guard:
            self._previews[name] = kept

    def delivered(self, name: str) -> None:
        """Drop the preview of what is there itself by now."""
        with self._guard:
            self._previews.pop(name, None)

    def stop(self) -> Exception | None:
        """What a checkpoint raises, or None to go on."""
        return self._reason

    def timeout_text(self) -> str:
        """What a person reads when the step's time was up."""
        return (
            f"{self.claim.step.stage} ran longer than its limit of "
            f"{self.settings.timeout:g} seconds. Try a smaller picture, then retry the job."
        )

    def _run(self) -> None:
        pause = min(
            SECONDS_BETWEEN_LOOKS, self.settings.lease_seconds / 3, self.settings.timeout / 2
        )
        try:
            while not self._over.wait(pause):
                try:
                    self._look()
                except DatabaseError:
                    logger.exception("Step %s: the watch could not look.", self.claim.step.id)
                self._act_when_stuck()
        finally:
            connection.close()

    def _look(self) -> None:
        now = time.monotonic()
        if self._reason is None:
            self._decide(now)
        if now - self._renewed >= self.settings.lease_seconds / 3:
            if not leases.renew(self.claim, self.settings.lease_seconds):
                self._set(Cancelled("The step's lease was lost."))
            self._renewed = now
        wait = 1 / self.settings.events_per_second
        if self._reason is None and now - self._told >= wait:
            self._tell(now)

    def _tell(self, now: float) -> None:
        with self._guard:
            pixels, self._previews = self._previews, {}
        if not self._has_news and not pixels:
            return
        self._has_news = False
        pictures = {name: previews.encode(small) for name, small in pixels.items()}
        leases.tell_progress(self.claim, *self._reported, pictures)
        self._told = now

    def _decide(self, now: float) -> None:
        if now - self._began > self.settings.timeout:
            self._set(TimedOut(self.timeout_text()))
            return
        cancelled = (
            Step.objects.filter(id=self.claim.step.id, status="running", lease=self.claim.token)
            .values_list("job__cancel_requested", flat=True)
            .first()
        )
        if cancelled is None:
            self._set(Cancelled("The step's lease was lost."))
        elif cancelled:
            self._set(Cancelled("The job was cancelled."))

    def _set(self, reason: Exception) -> None:
        if self._reason is None:
            self._reason = reason
            self._reason_since = time.monotonic()

    def _act_when_stuck(self) -> None:
        stuck_for = time.monotonic() - self._reason_since
        if self._reason is None or stuck_for < self.settings.lease_seconds or self._over.is_set():
            return
        logger.error("Step %s does not stop: %s", self.claim.step.id, self._reason)
        try:
            if isinstance(self._reason, TimedOut):
                transitions.fail(self.claim, self.timeout_text())
            else:
                transitions.stop(self.claim)
        finally:
            self._over.set()
            if self.settings.may_end_process:
                os.kill(os.getpid(), signal.SIGKILL)
