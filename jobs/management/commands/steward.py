"""``manage.py steward``: look after steps that workers let fall."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from jobs import steward


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Requeue steps of lost workers and resend lost messages; run one beside the workers."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        steward.run_forever(lambda: self.stopping)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal: finish the look in hand, then leave."""
        self.stopping = True
