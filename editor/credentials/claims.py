"""What a published file says of itself: the actions behind it, its source type, its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from jobs.stages.contract import Frozen

TITLE = "A picture published with Imprimatur"
RECORD_LABEL = "org.imprimatur.record"
"""The label of our own assertion, as C2PA wants it: a domain backwards."""
INGREDIENT_ID = "source"

_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GENERATED = f"{_SOURCE_TYPES}trainedAlgorithmicMedia"
COMPOSITE = f"{_SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia"
ENHANCED = f"{_SOURCE_TYPES}algorithmicallyEnhanced"
SOURCE_WORDS: dict[str, str] = {
    GENERATED: "made by a generative model",
    COMPOSITE: "a picture with parts filled in by a trained model",
    ENHANCED: "a picture corrected or enlarged by algorithms",
    "": "a picture whose origin its owner did not state",
}
"""IPTC's digital source types (cv.iptc.org/newscodes/digitalsourcetype) in plain words."""


class Told(Frozen):
    """One action of the manifest."""

    action: str = Field(description="C2PA's name of it, such as c2pa.edited")
    words: str = Field(description="what was done, for someone who knows nothing of stages")
    source_type: str = Field(default="", description="IPTC's address, where one applies")
    agent: str = Field(default="", description="the software or model that did it")
    agent_version: str = ""


class RecordClaim(Frozen):
    """Our own assertion: which record, which approval and which gate stand behind the file."""

    publication: str = Field(description="the publication's address: /published/<this>/")
    record: str = Field(description="SHA-256 of the job's record, canonical JSON")
    approved: str = Field(description="SHA-256 of the picture that a person approved")
    approved_at: str = Field(description="ISO 8601, UTC")
    gate_profile: str = Field(description="the gate's thresholds: lenient, standard or strict")
    gate_checks: int = Field(ge=0, description="how many checks it passed")
    gate_waived: int = Field(
        ge=0, description="findings of other checks that a person let pass, each with a reason"
    )
    published_picture: str = Field(
        description="SHA-256 of the pixels in this file, as a PNG: the approved picture's, unless "
        "it was re-encoded"
    )
    gated_again: bool = Field(description="its pixels differ from the approved, and passed again")


@dataclass(frozen=True)
class Claims:
    """Everything that is signed about one file. ``ingredient`` is what an upload came as."""

    told: tuple[Told, ...]
    source_type: str
    record: RecordClaim
    ingredient: bytes | None
    ingredient_type: str


def manifest(claims: Claims, version: str) -> dict[str, Any]:
    """The manifest's definition as C2PA's builder reads it; ``version`` is the studio's."""
    return {
        "claim_generator_info": [{"name": "Imprimatur", "version": version}],
        "title": TITLE,
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [_action(one) for one in claims.told]}},
            {"label": RECORD_LABEL, "data": claims.record.model_dump(mode="json")},
        ],
    }


def ingredient(relationship: Literal["parentOf"] = "parentOf") -> dict[str, Any]:
    """What is said of the picture that an upload came as; its file's name stays inside."""
    return {
        "title": "The picture it began with",
        "relationship": relationship,
        "instance_id": INGREDIENT_ID,
        "label": INGREDIENT_ID,
    }


def _action(told: Told) -> dict[str, Any]:
    action: dict[str, Any] = {"action": told.action, "description": told.words}
    if told.source_type:
        action["digitalSourceType"] = told.source_type
    if told.agent:
        action["softwareAgent"] = {"name": told.agent, "version": told.agent_version}
    if told.action == "c2pa.opened":
        action["parameters"] = {"ingredientIds": [INGREDIENT_ID]}
    return action
