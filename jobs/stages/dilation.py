"""How far letters are grown, and the parameters that say so."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from jobs.stages.contract import Params, Region
from jobs.stages.glyphs import Glyphs
from jobs.stages.nudges import Nudge, refuse_doubled

Factor = Literal["auto"] | Annotated[float, Field(ge=0, le=4)]


class AdjustDilationParams(Params):
    """Parameters of ``adjust_dilation``."""

    factor: Factor = Field(
        default="auto",
        description="dilation in stroke widths, 0 to 4; auto takes it from the confidence",
    )
    max_dilation: int = Field(
        default=8, ge=0, le=64, description="the most pixels that letters are grown by"
    )
    drawn_dilation: int = Field(
        default=0, ge=0, le=64, description="pixels that a drawn mask is grown by"
    )
    soft_edge: bool = Field(
        default=True,
        description="mask what may show a trace beside letters too, as their soft edge, which"
        " inpaint replaces as far as calm ground shows it",
    )
    check_legibility: bool = Field(
        default=True, description="widen the mask where a trial fill leaves text to be read"
    )
    nudges: Annotated[tuple[Nudge, ...], AfterValidator(refuse_doubled)] = Field(
        default=(),
        max_length=1000,
        description="a person's own dilation for some regions, drawn parts too",
    )


def dilation(region: Region, glyphs: Glyphs, params: AdjustDilationParams) -> tuple[int, str]:
    """Pixels to grow the letters by, and why.

    A share of the stroke's width: the share asked for, or the doubt that detection and
    segmentation leave, which counts for more where the ground is rough beside the contrast, since
    the letters' edge is less sure there. Their soft edge is in the letters' mask already.
    """
    stroke = f"stroke {glyphs.stroke_width:.1f} px"
    if params.factor == "auto":
        doubt = 1 - region.detection_confidence * glyphs.certainty
        rough = glyphs.texture / (glyphs.texture + glyphs.contrast + 1e-6)
        factor = doubt * (0.1 + 0.5 * rough)
        why = f"doubt {doubt:.2f}, contrast {glyphs.contrast:.0f}, texture {glyphs.texture:.0f}"
    else:
        factor, why = float(params.factor), f"factor {params.factor:g} was asked for"
    pixels = min(params.max_dilation, round(factor * glyphs.stroke_width))
    return pixels, f"{pixels} px: {stroke}, {why}"
