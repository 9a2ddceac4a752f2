"""``manage.py archive``: everything behind a publication as one ZIP file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from editor import access
from editor.actions.errors import ActionError
from editor.archive.writing import archive
from jobs.artifacts import ArtifactError


class Command(BaseCommand):
    """``manage.py archive PUBLICATION --output FILE.zip``."""

    help = "Write everything behind a publication into one file that is verified offline."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked."""
        parser.add_argument("publication", help="the last part of its address, /published/<this>/")
        parser.add_argument("--output", type=Path, required=True, help="the ZIP file to write")

    def handle(self, *args: Any, publication: str, output: Path, **options: Any) -> None:
        """Write beside the file and rename, so that it is there whole or not at all."""
        try:
            pieces = archive(access.published(publication))
            handle, temporary = tempfile.mkstemp(dir=output.parent, prefix=".unfinished-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines(pieces)
                Path(temporary).replace(output)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except (Http404, ActionError, ArtifactError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{output} is written. Check it with: python -m editor.archive.offline {output} "
            "--head KEPT_HEAD"
        )
