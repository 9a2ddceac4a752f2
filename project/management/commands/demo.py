"""Make the demo project, its accounts and its photos; whatever is there already stays."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from project.demo import make_demo


class Command(BaseCommand):
    """``manage.py demo``."""

    help = "Make the demo project with its three accounts; repeated runs change nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        make_demo(settings.DATA_DIR)
