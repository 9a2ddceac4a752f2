"""A mask is shaped in the browser and filled: by mouse, by keys alone, by touch, and in spite of
what goes wrong."""

from __future__ import annotations

import base64
import io
import re
import uuid

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SLOW, Person, press
from tests.journeys.pictures import file, poster

WIDTH, HEIGHT = 360, 240
INSIDE = """
() => {
    const { inside } = document.querySelector("studio-mask-editor").session.mask;
    let text = "";
    for (let at = 0; at < inside.length; at += 4096)
        text += String.fromCharCode(...inside.subarray(at, at + 4096));
    return btoa(text);
}
"""


@pytest.fixture
def candidate(visit) -> str:
    """The address of a poster in a new project of Carla's."""
    carla = visit("carla")
    carla.open("/projects/new/")
    carla.page.get_by_label("Name").fill(f"Edits {uuid.uuid4().hex[:6]}")
    carla.page.get_by_role("button", name="Create project").click()
    carla.page.locator("input[type=file]").set_input_files([file("poster.png", poster())])
    return str(carla.page.locator("[data-card]").first.get_attribute("href"))


@pytest.fixture
def carla(visit, candidate) -> Person:
    """Carla in the mask editor of the poster, its text found."""
    return in_editor(visit("carla"), candidate)


def in_editor(someone: Person, candidate: str) -> Person:
    someone.open(f"{candidate}edit/")
    expect(someone.page.locator(".mask-lines li")).to_have_count(1, timeout=SLOW)
    return someone


def masked(page: Page) -> int:
    return int(page.locator("[data-masked]").inner_text().replace(",", ""))


def stroke(page: Page, *places: tuple[float, float]) -> None:
    """Drag the mouse over places given as shares of the canvas."""
    box = page.locator("canvas").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def seen_mask(page: Page) -> np.ndarray:
    """The mask on the page, 0 and 1."""
    data = np.frombuffer(base64.b64decode(page.evaluate(INSIDE)), np.uint8)
    return data.reshape(HEIGHT, WIDTH)


def stored_mask(someone: Person, candidate: str) -> np.ndarray:
    """The mask as the studio has it, 0 and 1."""
    api = f"{someone.address}/api"
    detail = someone.page.request.get(f"{api}{candidate}").json()
    address = f"{api}/projects/{detail['project']}/artifacts/{detail['drawn_mask']}/"
    picture = Image.open(io.BytesIO(someone.page.request.get(address).body()))
    return (np.asarray(picture.convert("L")) >= 128).astype(np.uint8)


def finished(page: Page) -> None:
    expect(page.get_by_role("link", name=re.compile("Compare"))).to_be_visible(timeout=SLOW)


def test_found_text_and_a_stroke_become_a_proof_that_leads_back(visit, candidate):
    carla = visit("carla")
    open_by_key(carla, candidate)
    switch_and_grow(carla.page)
    paint_undo_redo(carla.page)
    carla.shoot("mask-editor")
    hint_and_run(carla, candidate)
    compare_and_come_back(carla)


def open_by_key(carla: Person, candidate: str) -> None:
    page = carla.open(candidate)
    expect(page.get_by_role("link", name=re.compile("Edit mask"))).to_be_visible()
    press(page, "m")
    expect(page.get_by_role("heading", name="Edit the mask")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_be_disabled()
    expect(page.locator("#mask-reason")).to_contain_text("The mask is empty")
    expect(page.locator(".mask-lines li")).to_have_count(1, timeout=SLOW)


def switch_and_grow(page: Page) -> None:
    press(page, "v")
    stroke(page, (0.3, 0.45))
    line = page.locator(".mask-line")
    expect(line).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".mask-numbers")).to_contain_text("stroke")
    letters = masked(page)
    assert letters > 500
    slider = page.get_by_role("slider", name=re.compile("grown by"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert masked(page) > letters
    press(page, "u")
    press(page, "u")
    expect(page.locator("[data-masked]")).to_have_text(f"{letters:,}")
    line.click()
    expect(page.locator("[data-masked]")).to_have_text("0")
    line.click()


def paint_undo_redo(page: Page) -> None:
    letters = masked(page)
    press(page, "b")
    stroke(page, (0.6, 0.7), (0.7, 0.8), (0.8, 0.7))
    painted = masked(page)
    assert painted > letters
    page.keyboard.press("Control+z")
    assert masked(page) == letters
    page.keyboard.press("Control+Shift+z")
    assert masked(page) == painted
    press(page, "e")
    stroke(page, (0.75, 0.75), (0.8, 0.7))
    assert letters < masked(page) < painted
    press(page, "r")
    stroke(page, (0.2, 0.75), (0.3, 0.85))
    press(page, "l")
    stroke(page, (0.4, 0.7), (0.5, 0.7), (0.45, 0.85), (0.4, 0.7))
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Hold: the mask alone")
    press(page, "Escape")


def hint_and_run(carla: Person, candidate: str) -> None:
    page = carla.page
    page.get_by_role("button", name="grass").click()
    expect(page.get_by_role("textbox", name="Hint")).to_have_value("grass")
    page.get_by_role("radio", name=re.compile("Patches")).check()
    seen = seen_mask(page)
    page.keyboard.press("Control+Enter")
    finished(page)
    assert np.array_equal(stored_mask(carla, candidate), seen), "another mask was stored than seen"
    carla.shoot("mask-editor-done")


def compare_and_come_back(carla: Person) -> None:
    page = carla.page
    seen = seen_mask(page)
    press(page, "c")
    expect(page.locator(".compare-panes[data-ready]")).to_be_visible()
    press(page, "i")
    took = page.locator("#step-0")
    expect(took).to_contain_text("GRAND SALE")
    expect(took.get_by_role("cell", name="drawn", exact=True).first).to_be_visible()
    page.go_back()
    press(page, "e")
    expect(page.get_by_role("heading", name="Edit the mask of revision 1")).to_be_visible()
    expect(page.locator(".mask-line")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("textbox", name="Hint")).to_have_value("grass")
    assert np.array_equal(seen_mask(page), seen)


def test_the_keyboard_alone_paints_places_corners_and_runs(carla):
    page = carla.page
    press(page, "b")
    press(page, "ArrowRight")
    expect(page.locator("canvas")).to_be_focused()
    page.keyboard.press("Space")
    dab = masked(page)
    assert dab > 0
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert masked(page) > dab
    before = masked(page)
    press(page, "r")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("studio-mask-editor > [role=status]")).to_have_text("Corner 1 placed.")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    assert masked(page) > before
    press(page, "a")
    expect(page.locator(".mask-line")).to_have_attribute("aria-pressed", "true")
    press(page, "h")
    page.keyboard.type("plain ground")
    page.keyboard.press("Control+Enter")
    finished(page)
    press(page, "c")
    expect(page.get_by_role("heading", name="Proof, revision 1")).to_be_visible()


def test_a_finger_draws_and_two_fingers_zoom_and_move(visit, candidate):
    carla = in_editor(visit("carla", has_touch=True), candidate)
    page = carla.page
    box = page.locator("canvas").bounding_box()
    wire = carla.context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "id": number}
            for number, (x, y) in enumerate(places)
        ]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (0.6, 0.7))
    fingers("touchMove", (0.65, 0.72))
    fingers("touchMove", (0.7, 0.7))
    fingers("touchEnd")
    expect(page.locator("[data-masked]")).not_to_have_text("0")
    painted = masked(page)
    zoom = page.locator(".mask-options .zoom")
    fitted = zoom.inner_text()
    fingers("touchStart", (0.4, 0.5))
    fingers("touchStart", (0.4, 0.5), (0.6, 0.5))
    for share in (0.05, 0.1, 0.15):
        fingers("touchMove", (0.4 - share, 0.5), (0.6 + share, 0.5))
    fingers("touchEnd")
    expect(zoom).not_to_have_text(fitted)
    assert masked(page) == painted, "two fingers painted"
    page.get_by_role("button", name="Fit").tap()
    expect(zoom).to_have_text(fitted)
    page.locator(".mask-line").tap()
    expect(page.locator(".mask-line")).to_have_attribute("aria-pressed", "true")


def test_a_mask_of_everything_is_refused_before_it_is_sent(carla):
    page = carla.page
    press(page, "r")
    stroke(page, (0.001, 0.001), (0.999, 0.999))
    expect(page.locator("[data-masked]")).to_have_text(f"{WIDTH * HEIGHT:,}")
    expect(page.get_by_role("button", name=re.compile("^Run"))).to_be_disabled()
    expect(page.locator("#mask-reason")).to_contain_text("covers the whole picture")


def test_a_lost_connection_loses_no_stroke(carla):
    page = carla.page
    press(page, "b")
    stroke(page, (0.6, 0.7), (0.75, 0.8))
    painted = seen_mask(page)
    page.route(re.compile("/edits/"), lambda route: route.abort())
    page.get_by_role("button", name=re.compile("^Run")).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing painted is lost")
    expect(page.locator(".kept")).to_contain_text("Draft kept")
    page.reload()
    expect(page.get_by_text("was taken up again")).to_be_visible()
    assert np.array_equal(seen_mask(page), painted)
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator("[data-masked]")).to_have_text("0")
    # The browser itself writes of the request that was cut.
    carla.complaints.clear()


def test_a_picture_that_cannot_be_fetched_says_so(visit, candidate):
    carla = visit("carla")
    carla.page.route(re.compile("/artifacts/"), lambda route: route.fulfill(status=503))
    page = carla.open(f"{candidate}edit/")
    expect(page.get_by_role("alert").first).to_contain_text("answered 503")
    expect(page.get_by_role("alert").first).to_contain_text("reload the page")
