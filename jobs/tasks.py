"""Celery's entry points."""

from __future__ import annotations

import uuid

from celery import shared_task

from jobs import fresh_process, runner
from jobs.dispatch import TASK


@shared_task(name=TASK, ignore_result=True)  # type: ignore[untyped-decorator]
def run_step(step_id: str) -> None:
    """Run one step by its id, a replay's in a process of its own."""
    step = uuid.UUID(step_id)
    if fresh_process.is_wanted(step):
        fresh_process.run(step)
    else:
        runner.run(step, may_end_process=True)
