"""The named looks: what a project may ask for without a picture to match."""

from __future__ import annotations

from jobs.stages.colour_adjustment import Adjustment

# Each is an adjustment of the picture itself and not a fixed set of colours: a snow scene made
# warm stays a snow scene. Tints are those of shadows, midtones and highlights, in CIE Lab.
LOOKS: dict[str, tuple[str, Adjustment]] = {
    "warm": (
        "Late sun: yellow in the light, a little red in the dark.",
        Adjustment(tints=((1.5, 2.0), (2.0, 5.5), (1.0, 7.0))),
    ),
    "cool": (
        "Overcast: blue in the shadows, clean light.",
        Adjustment(tints=((-0.5, -6.0), (-1.0, -4.5), (-0.5, -3.0))),
    ),
    "crisp": (
        "More contrast: deeper shadows and brighter light, colour as it was.",
        Adjustment(tone=((0, 0), (25, 19), (50, 50.5), (75, 81), (100, 100)), saturation=1.04),
    ),
    "soft": (
        "Less contrast: open shadows and held-back light.",
        Adjustment(tone=((0, 4), (25, 30), (50, 52), (75, 74), (100, 97)), saturation=0.95),
    ),
    "matte": (
        "Print on uncoated paper: no deep black, calm colour.",
        Adjustment(
            tone=((0, 11), (10, 15), (25, 27), (50, 50), (75, 75), (100, 96)),
            saturation=0.84,
            tints=((-0.5, -1.5), (0.0, 0.5), (0.5, 2.0)),
        ),
    ),
    "vivid": (
        "Stronger colour and a little more contrast.",
        Adjustment(tone=((0, 0), (25, 22.5), (50, 50.5), (75, 78), (100, 100)), saturation=1.32),
    ),
    "muted": (
        "Quieter colour, tones as they were.",
        Adjustment(saturation=0.68),
    ),
}
"""Name to what it is like, in a sentence, and to what is done."""
