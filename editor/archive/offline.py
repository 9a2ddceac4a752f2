"""Checks a publication's archive with nothing but the file: ``python -m editor.archive.offline``.

Needs neither Django nor a database nor the network. The exit code is 0 when everything holds, 3
when something does not, which is named, and 2 for a command line that cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from editor.archive.checking import Holds, Kept, check_archive
from editor.archive.opening import DoesNotHold
from editor.credentials.errors import CredentialError
from editor.ledger.offline import read_head

HOLDS, DOES_NOT, UNREADABLE = 0, 3, 2


def main(words: Sequence[str] | None = None) -> int:
    """Check the file that the command line names, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m editor.archive.offline", description=__doc__)
    parser.add_argument("archive", type=Path, help="what `manage.py archive` wrote")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a kept head")
    parser.add_argument("--public-key", default="", help="the ledger's, kept")
    parser.add_argument(
        "--anchors", default="", help="a PEM file of CAs whose signatures you trust"
    )
    asked = parser.parse_args(words)
    try:
        heads = [read_head(path) for path in asked.head]
        holds = check_archive(asked.archive, Kept(heads, asked.public_key, asked.anchors))
    except DoesNotHold as error:
        print(f"Does not hold. {str(error).rstrip('.')}.", file=sys.stderr)  # noqa: T201
        return DOES_NOT
    except (OSError, ValueError, CredentialError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return UNREADABLE
    print("\n".join(told(holds)))  # noqa: T201
    return HOLDS


def told(holds: Holds) -> Iterator[str]:
    """Lines for a person: what was compared, and what was not."""
    manifest = holds.manifest
    part = manifest.ledger
    yield f"Publication {manifest.publication}, archived {manifest.made_at}."
    yield (
        f"{len(manifest.members)} files have their SHA-256, and the manifest is signed by the key "
        f"{holds.public_key}."
    )
    yield f"{holds.records} records follow one another, from what came to what was approved."
    yield (
        f"The ledger's entries {part.first} to {part.last} are one chain up to a signed head, and "
        "name these bytes."
    )
    if holds.standings:
        standings = ", ".join(str(one) for one in holds.standings)
        yield f"{len(holds.standings)} published files carry signatures that hold ({standings})."
    yield from (f"Note: {note}" for note in holds.notes)
    yield "Everything holds."


if __name__ == "__main__":
    sys.exit(main())
