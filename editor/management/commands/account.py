"""``manage.py account``: help a person back in whom the pages cannot help."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editor.actions.errors import ActionError
from editor.actions.password_resets import give_reset_link
from editor.actions.second_factors import forget_second_factor


class Command(BaseCommand):
    """``manage.py account password-link | forget-second-factor NAME``."""

    help = (
        "Give a link, to be handed to a person, that lets them choose a new password once; or let "
        "the password of somebody who lost their second factor be enough again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked."""
        parser.add_argument("ask", choices=["password-link", "forget-second-factor"])
        parser.add_argument("name", help="the account's name")

    def handle(self, *args: Any, ask: str, name: str, **options: Any) -> None:
        """Do what was asked."""
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no account named '{name}'.")
        try:
            if ask == "password-link":
                self.stdout.write(give_reset_link(person=person))
            else:
                forget_second_factor(person=person)
                self.stdout.write(f"{name} signs in with the password alone now.")
        except ActionError as error:
            raise CommandError(error.message) from error
