"""Messages to workers: a hint that a step waits, sent once its change is committed."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from jobs.models import Step

logger = logging.getLogger(__name__)

TASK = "jobs.run_step"


def send_on_commit(step: Step) -> None:
    """Send for a worker when the surrounding transaction has been committed."""
    transaction.on_commit(lambda: send(step))


def send(step: Step) -> None:
    """Send for a worker of the step's queue; when the broker is away the steward will."""
    try:
        current_app.send_task(
            TASK, args=[str(step.id)], queue=step.queue, retry=False, ignore_result=True
        )
    except (OperationalError, OSError) as error:
        logger.warning("Step %s waits: the broker did not take its message (%s).", step.id, error)
