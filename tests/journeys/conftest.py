"""A whole studio in its own processes, and people who use it in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from project.environment import BASE_DIR
from tests.project.test_studio import Studio, free_port

CHROMIUM = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
SCREENSHOTS = BASE_DIR / "test-results"
AXE = BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCAN_SECONDS = 60
SCAN = """seconds => Promise.race([
  axe.run(document, { resultTypes: ["violations"] }),
  new Promise((_, refuse) => setTimeout(
    () => refuse(new Error(`axe-core was not done with ${location.pathname} in ${seconds} s`)),
    seconds * 1000)),
])"""
PASSWORD = "a-long-enough-password"
PEOPLE = """
from django.contrib.auth.models import User
for name in ("carla", "rashid", "ada"):
    User.objects.create_user(name, password="{password}", is_staff=name == "ada")
"""
SETTLED = """
async () => {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const settled = async () => {
    await drawn();
    await drawn();
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map((one) => one.finished));
  };
  await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, 3000))]);
}
"""
"""Waits in a page until nothing is on its way: halfway to a theme, colours belong to neither.

Three seconds at most: a page that is not drawn never gets there."""
SLOW = 240_000
"""Milliseconds that a render may take on a busy machine."""

expect.set_options(timeout=15_000)


class Person:
    """Someone at a browser of their own: Carla creates, Rashid reviews, Ada administers."""

    def __init__(self, context: BrowserContext, address: str, name: str) -> None:
        self.context = context
        self.address = address
        self.name = name
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.barriers: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message) -> None:
        # A refused request is part of some journeys; a broken script or policy never is.
        if message.type == "error" and "status of" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self) -> Person:
        self.open("/sign-in/")
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Projects")).to_be_visible()
        return self

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.page

    def follow_newest_notice(self, words: str) -> None:
        """Hear of it by the bell, whatever page is open, and follow it from the list."""
        expect(self.page.locator(".bell .pill")).to_be_visible(timeout=SLOW)
        self.page.locator(".bell").click()
        self.page.get_by_role("link", name=words).first.click()

    def shoot(self, name: str) -> None:
        """Keep a picture of the page as it is in each theme, each at its width, and scan it."""
        SCREENSHOTS.mkdir(exist_ok=True)
        for theme, width, height in (("light", 1440, 900), ("dark", 1280, 800)):
            self.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(SETTLED)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} scrolls sideways at {width} px"
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{theme}-{width}.png")
        self.barriers += [f"{name}: {barrier}" for barrier in barriers_on(self.page)]


def barriers_on(page: Page) -> list[str]:
    """What axe-core finds on the page that is serious or critical, each with its elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(SCAN, SCAN_SECONDS)
    return [
        f"{rule['id']} ({rule['impact']}): {[node['html'][:160] for node in rule['nodes'][:3]]}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts run: before that it would be nobody's."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of a running studio that holds three accounts and nothing else."""
    folder = tmp_path_factory.mktemp("journeys") / "data"
    studio = Studio(folder, free_port(), IMPRIMATUR_DEMO="false")
    studio.until_ready()
    make_people(folder)
    yield f"http://127.0.0.1:{studio.port}"
    studio.end()


def make_people(folder: Path) -> None:
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c"]
    subprocess.run(
        [*command, PEOPLE.format(password=PASSWORD)],
        cwd=BASE_DIR,
        env={"IMPRIMATUR_DATA_DIR": str(folder), "PATH": ""},
        check=True,
    )


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator:
    """``visit("carla")`` is Carla, signed in; ``visit("")`` is somebody without an account."""
    people: list[Person] = []

    def arrive(name: str = "", **options) -> Person:
        # Drawn in software, a turning icon would cost as much as the render it stands for.
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce", **options
        )
        someone = Person(context, address, name)
        people.append(someone)
        return someone.sign_in() if name else someone

    yield arrive
    complaints = [complaint for someone in people for complaint in someone.complaints]
    barriers = [barrier for someone in people for barrier in someone.barriers]
    for someone in people:
        someone.context.close()
    assert complaints == []
    assert barriers == []
