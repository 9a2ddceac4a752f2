"""Pages that stay true: a lost socket, a refused file, no scripts at all."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SLOW, Person, press
from tests.journeys.pictures import file, mask, poster


@pytest.fixture
def carla(visit) -> Person:
    """Carla, in a new project of her own."""
    carla = visit("carla")
    carla.open("/projects/new/")
    carla.page.get_by_label("Name").fill(f"Trial {uuid.uuid4().hex[:6]}")
    carla.page.get_by_role("button", name="Create project").click()
    expect(carla.page.get_by_role("heading", name="Drop pictures here")).to_be_visible()
    return carla


def add(someone: Person, *files: dict) -> None:
    someone.page.locator("input[type=file]").set_input_files(list(files))


def test_a_page_that_lost_its_socket_says_so_and_catches_up(visit, carla):
    sockets, asked = [], []
    cut = False

    def between(route):
        asked.append(route.url)
        if cut:
            route.close(code=1012)
            return
        sockets.append(route)
        route.connect_to_server()

    watcher = visit("carla")
    watcher.page.route_web_socket(re.compile("/ws/streams/project"), between)
    watcher.open(carla.page.url)
    expect(watcher.page.get_by_text("Live", exact=True)).to_be_visible()

    cut = True
    sockets[-1].close(code=1012)
    expect(watcher.page.get_by_text("Reconnecting")).to_be_visible()
    watcher.shoot("reconnecting")
    add(carla, file("while-away.png", poster("AWAY")))
    expect(carla.page.locator("[data-card]")).to_have_count(1)
    expect(watcher.page.locator("[data-card]")).to_have_count(0)

    cut = False
    expect(watcher.page.get_by_text("Live", exact=True)).to_be_visible()
    expect(watcher.page.locator("[data-card]")).to_have_count(1)
    assert re.search(r"after=\d+$", asked[-1])


def test_a_refused_file_says_why_and_keeps_none_of_the_others_out(carla):
    add(
        carla,
        file("notes.png", b"these are no pixels"),
        file("good.png", poster()),
        file("one-byte.jpg", b"x", "image/jpeg"),
    )
    page = carla.page
    expect(page.locator("[data-card]")).to_have_count(1)
    failed = page.locator(".uploads li[data-state=failed]")
    expect(failed).to_have_count(2)
    expect(failed.filter(has_text="notes.png")).to_contain_text("Not added")
    for said in failed.locator("p").all_inner_texts():
        assert len(said) > 20
    carla.shoot("uploads-refused")
    failed.first.get_by_role("button", name="Dismiss").click()
    expect(failed).to_have_count(1)


def test_what_others_add_waits_while_somebody_points_at_the_grid(visit, carla):
    add(carla, file("first.png", poster("ONE")))
    watcher = visit("carla")
    watcher.open(carla.page.url)
    watcher.page.locator("[data-card]").first.hover()
    add(carla, file("second.png", poster("TWO")))
    expect(carla.page.locator("[data-card]")).to_have_count(2)
    button = watcher.page.get_by_role("button", name="Show 1 new")
    expect(button).to_be_visible()
    expect(watcher.page.locator("[data-card]")).to_have_count(1)
    button.click()
    expect(watcher.page.locator("[data-card]")).to_have_count(2)


def test_keys_walk_through_the_gallery_and_open_the_picker(carla):
    # Someone listens from the start: the browser is else told too late to hand its picker over.
    carla.page.on("filechooser", lambda chooser: None)
    add(carla, file("a.png", poster("A")), file("b.png", poster("B")))
    page = carla.page
    expect(page.locator("[data-card]")).to_have_count(2)
    press(page, "ArrowRight")
    press(page, "ArrowRight")
    expect(page.locator("[data-card]").nth(1)).to_be_focused()
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Add pictures")
    expect(page.get_by_role("dialog")).to_contain_text("Walk through the grid")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    with page.expect_file_chooser():
        press(page, "u")


def test_the_pages_work_without_scripts(visit, carla):
    plain = visit("carla", java_script_enabled=False)
    page = plain.open(carla.page.url)
    page.locator("input[type=file]").set_input_files([file("plain.png", poster())])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("plain.png was added.")).to_be_visible()
    page.locator("[data-card]").first.click()
    page.get_by_role("link", name=re.compile("Render")).click()
    page.get_by_role("radio", name=re.compile("Upscale only")).check()
    page.get_by_role("button", name="Render").click()
    expect(page.get_by_role("heading", name="plain.png r1")).to_be_visible()
    page.get_by_role("button", name=re.compile("Cancel")).click()
    for _ in range(SLOW // 1000):
        if "Cancelled" in page.locator(".rail h2").first.inner_text():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".rail h2").first).to_contain_text("Cancelled")


def test_a_recipe_with_faults_keeps_its_text_and_names_the_lines(carla):
    add(carla, file("own.png", poster()))
    page = carla.page
    page.locator("[data-card]").first.click()
    expect(page.get_by_role("link", name=re.compile("Render"))).to_be_visible()
    press(page, "r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Your own", exact=True).click()
    text = "pipeline:\n  - step: upscale\n    params: {scale: 99}\n"
    dialog.get_by_label("Your recipe").fill(text)
    dialog.get_by_role("button", name="Render").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 3:")
    assert page.get_by_label("Your recipe").input_value().strip() == text.strip()
    expect(page.locator(".gutter [data-fault]")).to_have_text(["3"])
    carla.shoot("recipe-faults")


def test_files_are_dropped_onto_the_page(carla):
    page = carla.page
    dropped = page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer();
            const data = Uint8Array.from(bytes);
            transfer.items.add(new File([data], "dropped.png", { type: "image/png" }));
            return transfer;
        }""",
        list(poster()),
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": dropped})
    expect(page.get_by_text("Drop to add to this project")).to_be_visible()
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})
    expect(page.locator("[data-card]")).to_contain_text("dropped.png")


def test_a_page_whose_session_has_ended_says_so(carla):
    elsewhere = carla.context.new_page()
    elsewhere.goto(carla.address)
    elsewhere.get_by_role("button", name="Sign out").click()
    carla.page.get_by_role("link", name="sign in again").click()
    expect(carla.page).to_have_url(re.compile("/sign-in/"))


def test_an_uploaded_mask_is_shown_over_the_picture(carla):
    add(carla, file("masked.png", poster()))
    page = carla.page
    page.locator("[data-card]").first.click()
    page.get_by_role("link", name=re.compile("Render")).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("#id_mask").set_input_files([file("mask.png", mask())])
    dialog.get_by_text("Remove text", exact=True).click()
    dialog.get_by_role("button", name="Render").click()
    expect(page.get_by_role("heading", name="masked.png r1")).to_be_visible()
    expect(page.locator(".rail dl").get_by_text("Drawn mask")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("heading", name="masked.png", exact=True)).to_be_visible()
    expect(page.locator("svg .drawn")).to_be_hidden()
    press(page, "d")
    expect(page.locator("svg .drawn")).to_be_visible()
    carla.shoot("candidate-with-mask")
