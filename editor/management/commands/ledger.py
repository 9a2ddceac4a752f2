"""``manage.py ledger``: check the ledger, export it, sign its head."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from editor.guards.triggers import missing
from editor.ledger.checking import check_stored
from editor.ledger.checks import remember
from editor.ledger.exporting import exported
from editor.ledger.heads import is_signed_by
from editor.ledger.keeping import Refused, give_out, sign_head
from editor.ledger.keys import KeyFault
from editor.ledger.measuring import measure
from editor.ledger.offline import read_head
from editor.ledger.settings import configured_key
from editor.ledger.telling import told


class Command(BaseCommand):
    """``manage.py ledger verify | export | head | measure``."""

    help = "Check the ledger and name what was tampered with; export it; sign its head."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be asked."""
        asks = parser.add_subparsers(dest="ask", required=True)
        verify = asks.add_parser("verify", help="check every entry; exit code 1 when one is wrong")
        verify.add_argument("--head", type=Path, action="append", default=[], help="a kept head")
        verify.add_argument(
            "--after", type=Path, help="a kept head: trust what it vouches for, read on from there"
        )
        export = asks.add_parser("export", help="write JSON Lines")
        export.add_argument("--after", type=int, default=0, help="the entry to begin after")
        export.add_argument("--until", type=int, help="the last entry; the end when left out")
        head = asks.add_parser("head", help="sign the ledger's end now and write the head")
        measure = asks.add_parser("measure", help="write and check a long ledger of its own")
        measure.add_argument("--rows", type=int, default=1_000_000)
        for ask in (export, head):
            ask.add_argument("--output", type=Path, help="a file; standard output when left out")

    def handle(self, *args: Any, ask: str, **options: Any) -> None:
        """Do what was asked."""
        try:
            if ask == "verify":
                self.verify(options["head"], options["after"])
            elif ask == "export":
                self.write(exported(options["after"], options["until"]), options["output"])
            elif ask == "head":
                self.write([signed_now()], options["output"])
            else:
                self.write(measured(options["rows"]), None)
        except (KeyFault, Refused, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def verify(self, kept: Sequence[Path], after: Path | None) -> None:
        """Check the chain, the seals, the heads and the database's guards."""
        since = None if after is None else read_head(after)
        if since is not None and not is_signed_by(since, configured_key().public_key):
            raise ValueError(f"{after} is not signed by this studio's key.")
        report = check_stored(since=since, kept=[read_head(path) for path in kept])
        remember(report, whole=since is None)
        for line in told(report):
            self.stdout.write(line)
        gone = missing(connection)
        if gone:
            self.stdout.write(
                f"The database has lost or changed its guards {', '.join(gone)}: find out how, "
                "then put them back with `manage.py migrate`."
            )
        if gone or not report.is_intact:
            raise CommandError("Something was tampered with: the lines above say where.")

    def write(self, text: Iterable[str], output: Path | None) -> None:
        """Write lines as they come."""
        if output is None:
            for line in text:
                self.stdout.write(line, ending="")
            return
        with output.open("w", encoding="utf-8") as file:
            file.writelines(text)


def signed_now() -> str:
    """A head of the ledger's end, also given out to where heads are kept."""
    head = sign_head()
    if head is None:
        raise ValueError("The ledger has no entry yet: there is nothing to sign.")
    give_out(head)
    return head.model_dump_json() + "\n"


def measured(rows: int) -> Iterator[str]:
    """Figures of a ledger of so many entries, in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(rows, Path(folder))
    yield f"{found.rows} entries, {found.database_bytes / 1e6:.0f} MB in SQLite\n"
    for what, rate in (
        ("written", found.written),
        ("checked, seals too", found.checked),
        ("exported", found.exported),
        ("export checked, without seals", found.checked_export),
    ):
        yield f"{what}: {rate.passed:.0f} a second, {rate.worked:.0f} a second of processor time\n"
    yield f"reading it, the process's peak grew by {found.growth_bytes / 1e6:.1f} MB\n"
