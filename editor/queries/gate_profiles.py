"""Reads of gate profiles: those that ship, and the newest version of each of the studio's own."""

from __future__ import annotations

from editor.models import GateProfile
from jobs.stages.gate.profiles import SHIPPED, Profile, ProfileError, shipped


def profiles() -> tuple[Profile, ...]:
    """What a project may choose: shipped ones first, the most lenient first, then the studio's."""
    newest: dict[str, GateProfile] = {}
    for row in GateProfile.objects.order_by("name", "version"):
        newest[row.name] = row
    return (*(shipped(name) for name in SHIPPED), *map(profile_of, newest.values()))


def profile_named(name: str) -> Profile:
    """The newest version of a profile; raises ProfileError when there is none of that name."""
    found = {profile.name: profile for profile in profiles()}
    if name not in found:
        raise ProfileError(f"there is no profile '{name}'; choose one of {', '.join(found)}")
    return found[name]


def profile_of(row: GateProfile) -> Profile:
    """A row as the gate takes it."""
    return Profile(name=row.name, version=row.version, thresholds=row.thresholds)
