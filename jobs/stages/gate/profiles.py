"""How strict the gate is: named, versioned sets of thresholds, read from files that never change.

A profile is data. Its thresholds travel whole in the params of each gate step and stand in the
report, so that a later version changes no past verdict.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, field_validator

from jobs.stages.contract import Frozen
from jobs.stages.gate.registry import CHECKS

FOLDER = Path(__file__).parent / "profile_versions"
SHIPPED: dict[str, int] = {"lenient": 5, "standard": 5, "strict": 5}
"""The newest version of each profile that ships, the most lenient first."""
DEFAULT = "standard"
HIGHEST = 1e6
"""No score of any check comes near it: a threshold above it is a mistake."""


class ProfileError(ValueError):
    """A profile that cannot be used; the text says which part, and what to do."""


class Profile(Frozen):
    """A named set of thresholds, one a check, in its unit; a check fails above its own."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,39}$", description="lower-case letters, figures and dashes"
    )
    version: int = Field(ge=1, description="raised with every change")
    thresholds: dict[str, float] = Field(description="by the check's name")

    @field_validator("thresholds")
    @classmethod
    def _of_known_checks(cls, thresholds: dict[str, float]) -> dict[str, float]:
        for name, value in thresholds.items():
            if name not in CHECKS:
                known = ", ".join(CHECKS)
                raise ValueError(
                    f"the profile names the check '{name}', which this gate does not have; take it "
                    f"out, or choose from {known}"
                )
            if not 0 <= value <= HIGHEST:
                raise ValueError(
                    f"the threshold of '{name}' is {value}; expected a number from 0 to {HIGHEST:g}"
                )
        return thresholds

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """How people tell it from others: ``standard 2``."""
        return f"{self.name} {self.version}"

    @property
    def sha256(self) -> str:
        """Digest of name, version and thresholds: equal digests judge alike."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def missing(self) -> tuple[str, ...]:
        """The gate's checks that it sets no threshold for; each of them would block."""
        return tuple(name for name in CHECKS if name not in self.thresholds)


@lru_cache
def shipped(name: str, version: int | None = None) -> Profile:
    """A profile that ships, the newest version unless another is named; raises ProfileError."""
    if name not in SHIPPED:
        raise ProfileError(f"there is no profile '{name}'; choose one of {', '.join(SHIPPED)}")
    wanted = SHIPPED[name] if version is None else version
    file = FOLDER / f"{name}.{wanted}.json"
    if not file.is_file():
        raise ProfileError(
            f"there is no version {wanted} of the profile '{name}'; "
            f"choose one from 1 to {SHIPPED[name]}"
        )
    return read_profile(file)


def read_profile(file: Path) -> Profile:
    """A profile from its file; raises ProfileError unless it sets a threshold for every check."""
    try:
        return profile_from(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{file}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError as error:
        raise ProfileError(f"{file}: is not JSON ({error}).") from None
    except ProfileError as error:
        raise ProfileError(f"{file}: {error}") from None


def profile_from(data: str) -> Profile:
    """A profile from its JSON; raises ProfileError unless it sets a threshold for every check."""
    try:
        profile = Profile.model_validate(json.loads(data))
    except json.JSONDecodeError as error:
        raise ProfileError(f"is not JSON ({error}).") from None
    except ValidationError as error:
        faults = "; ".join(_fault(dict(detail)) for detail in error.errors(include_url=False))
        raise ProfileError(f"{faults}.") from None
    if profile.missing:
        raise ProfileError(
            f"sets no threshold for {', '.join(profile.missing)}; give each check its own."
        )
    return profile


def _fault(detail: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    message = str(detail["msg"]).removeprefix("Value error, ")
    return message if detail["type"] == "value_error" else f"{where}: {message.lower()}"


def _named(given: object) -> object:
    """A shipped profile where only its name was given."""
    return shipped(given) if isinstance(given, str) else given


ProfileParam = Annotated[Profile, BeforeValidator(_named, json_schema_input_type=str | Profile)]
"""A profile, or the name of one that ships."""
