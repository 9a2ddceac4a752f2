"""Checks an exported ledger with nothing but the file: ``python -m editor.ledger.offline``.

Needs neither Django nor a database. The exit code is 0 for an intact export, 1 for one that is
not, 2 for a file that is no export.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from editor.ledger.chain import Report, check
from editor.ledger.exports import Export, ExportFault, parsed
from editor.ledger.heads import Head
from editor.ledger.telling import told


def main(words: Sequence[str] | None = None) -> int:
    """Check the file that the command line names, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m editor.ledger.offline", description=__doc__)
    parser.add_argument("export", type=Path, help="what `manage.py ledger export` wrote")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a kept head")
    parser.add_argument("--public-key", help="the studio's, kept; the export's own when left out")
    asked = parser.parse_args(words)
    try:
        heads = [read_head(path) for path in asked.head]
        with asked.export.open(encoding="utf-8") as file:
            export = parsed(file)
            report = check_export(export, heads, asked.public_key or export.header.public_key)
    except (OSError, UnicodeDecodeError, ExportFault, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print("\n".join(told(report)))  # noqa: T201
    return 0 if report.is_intact else 1


def check_export(export: Export, heads: Sequence[Head], public_key: str) -> Report:
    """Check an export against its own heads and those that were kept."""
    return check(
        export.entries,
        start=export.start,
        heads=(*export.heads, *heads),
        public_key=public_key,
    )


def read_head(path: Path) -> Head:
    """A kept head from its file; raises ``ValueError`` with the path when it is none."""
    try:
        return Head.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{path} is no signed head ({where}: {first['msg']}).") from None


if __name__ == "__main__":
    sys.exit(main())
