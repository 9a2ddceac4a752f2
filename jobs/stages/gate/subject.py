"""What the gate looks at, put together from a frame and the params of its step."""

from __future__ import annotations

from pydantic import Field, field_validator

from jobs.stages.alignment import Aim
from jobs.stages.allowed_text import AllowedTexts
from jobs.stages.contract import Context, Frame, Params
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import DEFAULT, ProfileParam, shipped
from jobs.stages.marks.known_mark import known_mark
from jobs.stages.marks.reference import MarkReference, refuse_doubled
from jobs.stages.perceptual_hash import BITS
from jobs.stages.regions import replaced
from jobs.stages.target_profile import Target

CANDIDATE, PUBLISHED = "candidate", "published"
"""The params that a render fills in."""
MOST_MARKS = 20
MOST_PUBLISHED = 1000
SHA256 = r"^([0-9a-f]{64})?$"


class GateParams(Params):
    """How strict to be, and what the project knows of the proof."""

    profile: ProfileParam = Field(
        default=shipped(DEFAULT),
        description="which thresholds apply: the name of a shipped profile (lenient, standard, "
        "strict), or a profile written out",
    )
    allowed_text: AllowedTexts = Field(
        default=(), description="text that may be read: lines that say it are no finding"
    )
    marks: tuple[MarkReference, ...] = Field(
        default=(),
        max_length=MOST_MARKS,
        description="registered marks that may not be seen; a render fills in the project's",
    )
    candidate: str = Field(
        default="",
        pattern=SHA256,
        description="SHA-256 of the picked picture whose composition is to be kept; empty for the "
        "source's own. A render fills it in",
    )
    published: tuple[str, ...] = Field(
        default=(),
        max_length=MOST_PUBLISHED,
        description="perceptual hashes of what the project has published, which a proof may not "
        "repeat; a render fills them in",
    )
    target: Target = Field(
        default="",
        description="look, or SHA-256 of the picture, whose colour and contrast a proof is to have;"
        " empty for none. A render fills in the project's",
    )

    @field_validator("marks")
    @classmethod
    def _each_once(cls, marks: tuple[MarkReference, ...]) -> tuple[MarkReference, ...]:
        return refuse_doubled(marks)

    @field_validator("published")
    @classmethod
    def _hashes(cls, published: tuple[str, ...]) -> tuple[str, ...]:
        for one in published:
            if len(one) * 4 != BITS or not set(one) <= set("0123456789abcdef"):
                raise ValueError(
                    f"'{one[:20]}' is not a perceptual hash; expected {BITS // 4} hexadecimal "
                    "digits"
                )
        return published


def subject_of(frame: Frame, params: GateParams, context: Context) -> Subject:
    """The frame's picture as a proof; fetches the pictures that the params name."""
    aim = Aim.of(params.target, frame.source.pixels, context.fetch) if params.target else None
    return Subject(
        proof=frame.picture,
        source=frame.source,
        mask=None if frame.mask is None else replaced(frame.mask),
        regions=frame.regions,
        allowed_text=params.allowed_text,
        marks=tuple(
            known_mark(one.name, one.sha256, context.fetch(one.sha256)) for one in params.marks
        ),
        candidate=context.fetch(params.candidate) if params.candidate else None,
        published=params.published,
        target=aim,
    )
