"""The bodies of ledger entries about rules: of a project for its pictures, and of the studio."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class TextAllowed(Frozen):
    text: str


class TextWithdrawn(Frozen):
    text: str


class TargetSet(Frozen):
    """What the project's colours and contrast aim at; both empty for nothing."""

    look: str
    picture: str


class GateProfileSet(Frozen):
    """How strict the project's gate is from now on, and what it was before."""

    profile: str
    version: int
    before: str


class GateProfileMade(Frozen):
    """A version of the studio's own; ``sha256`` is of its thresholds."""

    profile: str
    version: int
    sha256: str
    note: str


class MarkAdded(Frozen):
    name: str
    picture: str


class MarkRemoved(Frozen):
    name: str
    picture: str


class PublicationFormatAdded(Frozen):
    format: str
    longest_side: int
    quality: int


class PublicationFormatRemoved(Frozen):
    format: str
    longest_side: int
    quality: int
