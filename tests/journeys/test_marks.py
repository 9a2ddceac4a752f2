"""Marks in a browser: a lead registers logos, is told what cannot serve, and takes one out."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.journeys.conftest import press


def logo(ink: str) -> bytes:
    """A ring with a letter in it on a transparent ground."""
    canvas = Image.new("RGBA", (160, 120), (0, 0, 0, 0))
    pen = ImageDraw.Draw(canvas)
    pen.ellipse((22, 2, 138, 118), outline=ink, width=9)
    pen.polygon([(80, 24), (112, 92), (48, 92)], fill=ink)
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG")
    return buffer.getvalue()


def blank() -> bytes:
    """Nothing but white."""
    buffer = io.BytesIO()
    Image.fromarray(np.full((60, 60, 3), 255, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_lead_registers_marks_and_takes_one_out(visit):
    carla = visit("carla")
    page = carla.page
    press(page, "c")
    page.get_by_label("Name").fill("Winter catalogue")
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("link", name="Marks").click()
    expect(page.get_by_role("heading", name="No marks yet")).to_be_visible()
    carla.shoot("marks-empty")

    def register(name: str, data: bytes) -> None:
        page.get_by_label("Name").fill(name)
        given = {"name": f"{name}.png", "mimeType": "image/png", "buffer": data}
        page.get_by_label("Picture").set_input_files([given])
        page.get_by_role("button", name="Register").click()

    register("Agency watermark", logo("#ffffff"))
    expect(page.get_by_text("Agency watermark is looked for from now on")).to_be_visible()
    register("Supplier logo", logo("#1d1d1f"))
    register("House seal", logo("#c8202c"))
    expect(page.locator(".mark-card")).to_have_count(3)
    carla.shoot("marks")

    register("Blank", blank())
    expect(page.get_by_text("This picture cannot serve as a mark")).to_be_visible()
    carla.complaints.clear()  # the browser's own line about the answer 400
    carla.shoot("marks-refused")

    card = page.locator(".mark-card").filter(has_text="Supplier logo")
    card.locator("summary").click()
    carla.shoot("marks-removing")
    card.get_by_role("button", name="Remove Supplier logo").click()
    expect(page.get_by_text("Supplier logo is no longer looked for")).to_be_visible()
    expect(page.locator(".mark-card")).to_have_count(2)
