"""Pictures that people upload: a drawn scene with text printed over it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont


def poster(text: str = "GRAND SALE", width: int = 360, height: int = 240) -> bytes:
    """A soft sky over darker ground with a line of white letters, as PNG."""
    rows = np.linspace(0, 1, height)[:, None, None]
    sky, ground = np.array([70, 120, 175]), np.array([40, 60, 50])
    scene = sky * (1 - rows) + ground * rows
    grain = np.random.default_rng(7).normal(0, 2.0, (height, width, 3))
    picture = Image.fromarray(np.clip(scene + grain, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.text((24, 90), text, font=ImageFont.load_default(44), fill=(250, 250, 250))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def stripped(data: bytes, scale: float) -> bytes:
    """The same picture smaller, as a PNG that carries nothing but pixels."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    buffer = io.BytesIO()
    size = round(picture.width * scale), round(picture.height * scale)
    picture.resize(size).save(buffer, "PNG")
    return buffer.getvalue()


def mask(width: int = 360, height: int = 240) -> bytes:
    """Black, with a white ellipse to be replaced, as PNG."""
    plane = Image.new("L", (width, height), 0)
    ImageDraw.Draw(plane).ellipse((220, 150, 320, 220), fill=255)
    buffer = io.BytesIO()
    plane.save(buffer, "PNG")
    return buffer.getvalue()


def file(name: str, data: bytes, media_type: str = "image/png") -> dict:
    """A file as the browser's picker gives it."""
    return {"name": name, "mimeType": media_type, "buffer": data}
