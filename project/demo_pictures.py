"""The demo's photos: free pictures with text printed over them, drawn anew each time."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

PAPER = (250, 246, 238)
INK = (24, 24, 27)
SIGNAL = (255, 221, 74)


@dataclass(frozen=True)
class Print:
    """A line of text: where (fractions of width and height, from its left middle), how it looks."""

    text: str
    at: tuple[float, float]
    height: float
    colour: tuple[int, int, int] = PAPER
    opacity: int = 255
    shadow: bool = False


@dataclass(frozen=True)
class DemoPicture:
    """A picture of ``skimage.data`` and what is printed over it."""

    name: str
    loader: str
    prints: tuple[Print, ...] = ()


PICTURES = (
    DemoPicture(
        "rocket-flyer.jpg",
        "rocket",
        (
            Print("OPEN DAY", (0.05, 0.18), 0.12, SIGNAL),
            Print("12 October, 10 to 16", (0.05, 0.34), 0.065),
        ),
    ),
    DemoPicture(
        "coffee-menu.png",
        "coffee",
        (
            Print("House Blend", (0.06, 0.14), 0.11, shadow=True),
            Print("now served all day", (0.06, 0.88), 0.06, SIGNAL),
        ),
    ),
    DemoPicture(
        "astronaut-cover.png",
        "astronaut",
        (
            Print("ORBIT", (0.05, 0.1), 0.13, PAPER, shadow=True),
            Print("The issue on space", (0.05, 0.92), 0.06, PAPER, 230),
        ),
    ),
    DemoPicture("cat-postcard.png", "chelsea", (Print("Wish you were here", (0.08, 0.86), 0.1),)),
    DemoPicture("gravel.png", "gravel", (Print("SAMPLE 7", (0.3, 0.5), 0.12, INK, 235),)),
    DemoPicture("deep-field.jpg", "hubble_deep_field"),
)


def draw(picture: DemoPicture) -> bytes:
    """The picture with its text, encoded as its name says."""
    import skimage.data

    load: Callable[[], object] = getattr(skimage.data, picture.loader)
    photo = Image.fromarray(load()).convert("RGB")  # type: ignore[arg-type]
    for line in picture.prints:
        photo = printed(photo, line)
    buffer = io.BytesIO()
    if picture.name.endswith(".jpg"):
        photo.save(buffer, "JPEG", quality=92)
    else:
        photo.save(buffer, "PNG")
    return buffer.getvalue()


def printed(photo: Image.Image, line: Print) -> Image.Image:
    """The photo with one line of text composed over it."""
    size = round(line.height * photo.height)
    font = ImageFont.load_default(size)
    layer = Image.new("RGBA", photo.size, (*line.colour, 0))
    pen = ImageDraw.Draw(layer)
    place = (line.at[0] * photo.width, line.at[1] * photo.height)
    if line.shadow:
        offset = max(1, size // 20)
        below = (place[0] + offset, place[1] + offset)
        pen.text(below, line.text, font=font, fill=(0, 0, 0, 150), anchor="lm")
    pen.text(place, line.text, font=font, fill=(*line.colour, line.opacity), anchor="lm")
    return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")
