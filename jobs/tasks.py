"""Celery's entry points."""

from __future__ import annotations

import uuid

from celery import shared_task

from jobs import runner
from jobs.dispatch import TASK


@shared_task(name=TASK, ignore_result=True)  # type: ignore[untyped-decorator]
def run_step(step_id: str) -> None:
    """Run one step by its id."""
    runner.run(uuid.UUID(step_id), may_end_process=True)
