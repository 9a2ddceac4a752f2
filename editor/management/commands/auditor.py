"""``manage.py auditor``: let a person read everything and change nothing, or end that."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editor.actions.auditors import appoint_auditor, dismiss_auditor
from editor.actions.errors import ActionError


class Command(BaseCommand):
    """``manage.py auditor appoint | dismiss NAME``."""

    help = "Let a person see every project, the audit and the ledger, and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked."""
        parser.add_argument("ask", choices=["appoint", "dismiss"])
        parser.add_argument("name", help="the account's name")

    def handle(self, *args: Any, ask: str, name: str, **options: Any) -> None:
        """Do what was asked."""
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no open account named '{name}'.")
        try:
            if ask == "appoint":
                appoint_auditor(person=person)
                self.stdout.write(f"{name} now sees everything and changes nothing.")
            else:
                dismiss_auditor(person=person)
                self.stdout.write(f"{name} is no auditor any more.")
        except ActionError as error:
            raise CommandError(error.message) from error
