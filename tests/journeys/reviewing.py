"""Judging a proof in a browser: looked at closely, talked about, sent back, and approved."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SLOW, Person, press

SHORT_RECIPE = """
pipeline:
  - step: apply_mask
  - step: adjust_dilation
  - step: inpaint
    params: {strategy: patch}
  - step: gate
"""


def look_closely(rashid: Person, proof: str) -> None:
    page = rashid.page
    page.reload()
    page.get_by_role("link", name=re.compile("Reviews")).click()
    expect(page.locator(".queue li")).to_have_count(1)
    rashid.shoot("reviews")
    press(page, "ArrowDown")
    press(page, "Enter")
    expect(page).to_have_url(proof)
    compare(page)
    press(page, "k")
    expect(page.get_by_text("You are on it")).to_be_visible()
    point_at_a_place(page, "The sky looks a little soft here.")
    rashid.shoot("proof")


def point_at_a_place(page: Page, words: str) -> None:
    """Draw a box on the proof with the mouse and say something of it."""
    expect(page.locator(".compare-panes[data-ready]")).to_be_visible()
    press(page, "t")
    pane = page.locator(".place-sheet").bounding_box()
    assert pane is not None
    across, down = pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] / 2
    page.mouse.move(across - 60, down - 40)
    page.mouse.down()
    page.mouse.move(across + 60, down + 40, steps=4)
    page.mouse.up()
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    thread = page.locator(".thread")
    expect(thread).to_contain_text(words)
    expect(page.locator(".place-sheet")).to_have_count(0)
    expect(page.locator(".talk")).to_have_count(1)


def settle(carla: Person) -> None:
    """What the reviewer said is on the maker's open page; she settles it."""
    page = carla.page
    expect(page.locator(".thread")).to_contain_text("The sky looks a little soft here.")
    page.get_by_label("Reply to 1").fill("It is meant to: morning haze.")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".thread[data-resolved]")).to_contain_text("carla resolved it")


def send_back(rashid: Person) -> None:
    page = rashid.page
    expect(page.locator(".thread[data-resolved]")).to_be_visible()
    press(page, "c")
    page.keyboard.type("Fill the letters from what lies around them.")
    page.get_by_role("heading", name="Your decision").click()
    press(page, "s")
    press(page, "Enter")
    expect(page.locator(".verdict")).to_contain_text("Changes requested")
    rashid.shoot("proof-sent-back")


def render_again(carla: Person) -> str:
    """She is told why while her page is open, and renders as asked; the new proof's address."""
    page = carla.page
    expect(page.locator(".verdict")).to_contain_text("Changes requested")
    carla.open("/notices/")
    carla.shoot("notices")
    carla.follow_newest_notice("rashid asks for changes to revision 1 of “poster.png”.")
    press(page, "r")
    expect(page.get_by_text("After revision 1")).to_be_visible()
    page.get_by_text("Your own", exact=True).click()
    page.get_by_label("Your recipe").fill(SHORT_RECIPE)
    carla.shoot("render-again")
    page.get_by_role("button", name="Render", exact=True).click()
    expect(page.locator(".steps [data-state=done].state")).to_have_count(4, timeout=SLOW)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Proof, revision 2")).to_be_visible()
    expect(page.get_by_text("Gate passed", exact=True)).to_be_visible()
    return page.url


def approve(rashid: Person) -> None:
    """What was sent back returns to whoever sent it, who is told so."""
    page = rashid.page
    rashid.follow_newest_notice("Revision 2 of “poster.png” came back to you for review.")
    expect(page.get_by_role("heading", name="Proof, revision 2")).to_be_visible()
    expect(page.get_by_text("You are on it")).to_be_visible()
    page.get_by_role("button", name=re.compile("Reject")).click()
    assert page.locator("#id_reason:invalid").count() == 1, "a refusal without a reason was sent"
    page.get_by_role("heading", name="Your decision").click()
    press(page, "a")
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".verdict")).to_contain_text("Approved")


def compare(page: Page) -> None:
    """Every way to compare answers to its key, and the wipe follows the arrows."""
    expect(page.locator(".compare-panes[data-ready]")).to_be_visible()
    slider = page.get_by_role("slider")
    press(page, "ArrowLeft")
    expect(slider).to_have_attribute("aria-valuenow", "48")
    for key, mode in (("2", "flicker"), ("3", "side"), ("4", "difference"), ("1", "wipe")):
        press(page, key)
        expect(page.locator(f".compare-panes[data-mode={mode}]")).to_be_visible()
    page.keyboard.down("Space")
    expect(page.locator(".pane figcaption:visible")).to_have_text(["Candidate"])
    page.keyboard.up("Space")
    press(page, "z")
    expect(page.locator(".zoom")).to_have_text("100 %")
    press(page, "0")
