"""Make the demo project, its accounts and its photos; whatever is there already stays."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editor.actions.errors import ActionError
from project.demo import explore_demo, make_demo


class Command(BaseCommand):
    """``manage.py demo``."""

    help = "Make the demo project with its three accounts; repeated runs change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--explore`` is a run of its own: planning it loads PyTorch, which takes seconds."""
        parser.add_argument(
            "--explore", action="store_true", help="ask for samples in the demo project, once"
        )

    def handle(self, *args: Any, explore: bool = False, **options: Any) -> None:
        """Make what is missing."""
        if not explore:
            make_demo(settings.DATA_DIR)
            return
        try:
            explore_demo()
        except ActionError as error:
            raise CommandError(error.message) from error
