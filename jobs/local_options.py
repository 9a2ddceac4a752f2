"""The options that commands over files share, and what they become."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from jobs.s3_addresses import SCHEME, Address, AddressError, address_of
from jobs.stages.contract import Context, Picture, nothing_registered
from jobs.stages.generator.params import LARGEST_SEED
from jobs.stages.intake import Limits
from jobs.weights import process_weights


def add_run_options(parser: CommandParser) -> None:
    """Declare ``--seed`` and ``--deterministic``."""
    parser.add_argument(
        "--seed", type=seed, default=None, help=f"0 to {LARGEST_SEED}; 0 when not given"
    )
    parser.add_argument(
        "--deterministic",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="the same bytes for the same input, recipe, seed and machine (the default)",
    )


def seed(text: str) -> int:
    """A seed as it is typed."""
    if not text.isdecimal() or int(text) > LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 to {LARGEST_SEED}")
    return int(text)


def file_or_object(text: str) -> Path | Address:
    """A file's path, or the object that ``s3://bucket/key`` names."""
    if not text.startswith(SCHEME):
        return Path(text)
    try:
        return address_of(text)
    except AddressError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run_context(
    options: Mapping[str, Any], fetch: Callable[[str], Picture] = nothing_registered
) -> Context:
    """The stages' context with this process's weights; ``fetch`` gives what was registered."""
    deterministic = options["deterministic"]
    return Context(
        weights=process_weights(),
        seed=options["seed"] or 0,
        deterministic=True if deterministic is None else deterministic,
        fetch=fetch,
    )


def intake_limits() -> Limits:
    """How large a file and a picture may be here."""
    return Limits(max_bytes=settings.INTAKE_MAX_BYTES, max_pixels=settings.INTAKE_MAX_PIXELS)
