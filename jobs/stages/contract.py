"""What a stage is: typed values in, typed values out, and one context as its only door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from jobs.stages.weights import Weights, WeightsSettings

Pixels = NDArray[np.uint8]
"""RGB, height x width x 3, uint8, sRGB."""
Plane = NDArray[np.uint8]
"""One channel, height x width, uint8; as a mask 255 is inside and 0 outside."""
RESTORED = 127
"""In a mask: replaced already by what was beneath, and nothing is to be filled in there."""
EDGE = 126
"""In a mask: beside letters, where a trace of their soft edge may show. It is replaced as far as
the ground lets the trace be told from its own detail."""
UNBLEND = "unblend"
"""A region's strategy where a mark or letters were taken off instead of filled."""


class StageError(Exception):
    """A stage cannot do what was asked; the text tells a person what to change."""


class Cancelled(Exception):
    """The job was cancelled, or its lease was lost, while the stage ran."""


class TimedOut(Exception):
    """The step ran past its time limit."""


class Role(StrEnum):
    """What flows between steps."""

    PICTURE = "picture"
    MASK = "mask"
    REGIONS = "regions"
    SOURCE = "source"


class Queue(StrEnum):
    """Where a stage's steps wait; one worker process or more serves each."""

    GENERATE = "generate"
    TEXT = "text"
    IMAGING = "imaging"
    UPSCALE = "upscale"
    GATE = "gate"


class Frozen(BaseModel):
    """A value that crosses a boundary: immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Params(Frozen):
    """A stage's parameters: every field has a default, a range and a description."""


class Pin(Frozen):
    """The exact thing that pixels depend on: a model, a library, an algorithm."""

    role: str = Field(
        description="encoder, tokenizer, denoiser, sampler, detector, upscaler, library …"
    )
    id: str = Field(description="name of the model or library")
    version: str = Field(description="version of the model's package, or of the library")
    sha256: str = Field(default="", description="digest of the weights; empty for a library")


class PlacedMark(Frozen):
    """How a registered mark lies in its region, whose corners are those of its visible part."""

    sha256: str = Field(description="digest of the registered picture")
    scale: float = Field(gt=0, description="against the registered picture")
    turn: float = Field(description="degrees, clockwise")
    opacity: float = Field(ge=0, le=1, description="estimated, 0..1")


class Shadow(Frozen):
    """A black shadow: its letters' shape, moved and blurred."""

    dx: int = Field(description="how far it falls to the right, in pixels")
    dy: int = Field(description="how far it falls down, in pixels")
    blur: float = Field(ge=0, description="deviation of its blur, in pixels")
    opacity: float = Field(ge=0, le=1, description="estimated, 0..1")


class Lettering(Frozen):
    """What a line's letters are painted with, as far as their pixels show it."""

    opacity: float = Field(ge=0, le=1, description="estimated, 0..1")
    colour: tuple[float, float, float] = Field(description="red, green, blue, 0..255")
    shadow: Shadow | None = Field(
        default=None, description="the shadow they cast, null where none was found beyond doubt"
    )


class Region(Frozen):
    """One found or drawn region: where to look, and how its mask came about."""

    id: int = Field(ge=0, description="index in reading order, stable within one picture")
    source: str = Field(
        description="ocr, drawn, object, mark (a registered one), or residual (by a later pass)"
    )
    polygon: tuple[tuple[float, float], ...] = Field(description="corners, x and y in pixels")
    text: str = Field(
        default="", description="what recognition read, or the mark's name; empty for neither"
    )
    detection_confidence: float = Field(default=1.0, ge=0, le=1)
    recognition_confidence: float = Field(default=1.0, ge=0, le=1)
    stroke_width: float | None = Field(default=None, ge=0, description="median, in pixels")
    contrast: float | None = Field(default=None, ge=0, description="letter to ground, 0..255")
    texture: float | None = Field(default=None, ge=0, description="ground's deviation, 0..255")
    dilation: float | None = Field(default=None, ge=0, description="chosen, in pixels")
    strategy: str | None = Field(default=None, description="how it was filled")
    reason: str = Field(default="", description="why this dilation or this strategy")
    mark: PlacedMark | None = Field(default=None, description="which mark, and how it lies there")
    lettering: Lettering | None = Field(default=None, description="opacity and colour of letters")


@dataclass(frozen=True)
class Picture:
    """A decoded picture: ``pixels`` RGB uint8, ``alpha`` a uint8 plane or None (opaque)."""

    pixels: Pixels
    alpha: Plane | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])


@dataclass(frozen=True)
class Frame:
    """What one step hands to the next.

    ``mask`` is 255 where pixels are to be, or have been, replaced, at the picture's size. It is
    ``RESTORED`` where a stage has brought back what was beneath: replaced, and not to be filled;
    and ``EDGE`` beside letters, where little is to be replaced.
    ``regions`` is the mask's provenance. ``source`` is the picture the job began with, which
    the gate compares against; it has its own size. A stage that gives ``Role.SOURCE`` begins
    the work anew: its picture becomes the source of the steps after it.
    """

    picture: Picture
    source: Picture
    mask: Plane | None = None
    regions: tuple[Region, ...] = ()


class Details(Frozen):
    """What a stage found or measured, as it stands in the record."""


@dataclass(frozen=True)
class Result:
    """A stage's answer. ``pictures`` holds named evidence, such as a heat map."""

    frame: Frame
    details: Details
    pictures: dict[str, Plane] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """A picture that leaves a stage while it still runs: a sample, a sheet of a report.

    ``name`` is its role among the step's outputs, unique within the step (``sample.000``).
    """

    name: str
    picture: Picture
    facts: Details


class Report(Protocol):
    """Receives progress: a fraction 0..1 and a short word for people."""

    def __call__(self, fraction: float, note: str = "") -> None: ...


def nobody_receives(delivery: Delivery) -> None:
    """Refuse a picture where a step runs alone; raises ``StageError``."""
    raise StageError(f"Nothing here takes {delivery.name}: this step runs where it is received.")


def nothing_registered(digest: str) -> Picture:
    """Refuse a registered picture where a step runs without any; raises ``StageError``."""
    raise StageError(
        f"The registered picture {digest[:12]} is not at hand here: give its file with --mark or "
        "--target, or run the job where it is stored."
    )


@dataclass(frozen=True)
class Context:
    """The only door out of a stage: weights, seed, progress, cancellation, deliveries.

    ``stop`` returns an exception to raise (``Cancelled`` or ``TimedOut``), or None to go on.
    ``deliver`` keeps a finished picture at once; ``delivered`` names those that an earlier
    attempt of the same step delivered, which need not be made again. ``preview`` shows a small
    RGB picture of what will be delivered under a name, and may drop it. ``fetch`` gives a
    registered picture (a mark) by the SHA-256 that the params name.
    """

    weights: Weights
    seed: int = 0
    deterministic: bool = True
    report: Report = lambda fraction, note="": None
    stop: Callable[[], Exception | None] = lambda: None
    deliver: Callable[[Delivery], None] = nobody_receives
    delivered: frozenset[str] = frozenset()
    preview: Callable[[str, Pixels], None] = lambda name, pixels: None
    fetch: Callable[[str], Picture] = nothing_registered

    def progress(self, fraction: float, note: str = "") -> None:
        """Say how far the stage is, and stop here if the job was cancelled."""
        self.checkpoint()
        self.report(min(1.0, max(0.0, fraction)), note)

    def checkpoint(self) -> None:
        """Stop here if the job was cancelled or has run out of time."""
        reason = self.stop()
        if reason is not None:
            raise reason


P = TypeVar("P", bound=Params)


@dataclass(frozen=True)
class Stage(Generic[P]):
    """A step's implementation: a declaration and one pure function.

    ``refusal`` says, before anything runs, why these params cannot run with these settings
    (a model that is not configured), or None when they can. ``timeout`` is in seconds.
    """

    name: str
    version: str
    title: str
    summary: str
    queue: Queue
    params: type[P]
    details: type[Details]
    run: Callable[[Frame, P, Context], Result]
    pins: Callable[[P, Weights], Sequence[Pin]]
    needs: frozenset[Role] = frozenset({Role.PICTURE})
    gives: frozenset[Role] = frozenset()
    deterministic: bool = True
    timeout: float = 600.0
    refusal: Callable[[P, WeightsSettings], str | None] | None = None
