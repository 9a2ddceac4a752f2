"""From a prompt to a proof in a browser: explored live, picked by key, rendered canonically."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SLOW, Person, press

PROMPT = "a red kettle on an oak table, soft light from the left"
COUNT, STEPS = 3, 6
# What a person saw of each cell, in order: a preview counts once its picture is there.
WATCH = """
() => {
    const seen = (window.seen = { previews: [], counts: [], heights: [] });
    const note = () => {
        for (const cell of document.querySelectorAll(".cell[data-state=coming]")) {
            const picture = cell.querySelector("img[src*='/previews/']");
            const name = cell.dataset.sample;
            if (picture?.naturalWidth && !seen.previews.includes(name)) seen.previews.push(name);
        }
        const made = document.querySelectorAll(".cell[data-state=sample]").length;
        if (seen.counts.at(-1) !== made) seen.counts.push(made);
        const height = document.querySelector(".cells")?.offsetHeight;
        if (height && !seen.heights.includes(height)) seen.heights.push(height);
    };
    note();
    const watched = document.querySelector("studio-exploration");
    const what = { subtree: true, childList: true, attributes: true };
    new MutationObserver(note).observe(watched, what);
    watched.addEventListener("load", note, true);
}
"""


def test_a_prompt_goes_from_exploration_to_a_canonical_proof(visit):
    carla = visit("carla")
    create_project(carla)
    write_the_prompt(carla)
    watch_samples_come(carla)
    pick_by_key(carla.page)
    render_canonically(carla)
    see_the_proof(carla)


def create_project(carla: Person) -> None:
    page = carla.page
    press(page, "c")
    page.get_by_label("Name").fill("Kettles")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Explore a prompt")).to_be_visible()
    press(page, "e")
    expect(page.get_by_role("heading", name="Explore", exact=True)).to_be_visible()


def write_the_prompt(carla: Person) -> None:
    """The panel follows what is typed, and says what a prompt that is too long loses."""
    page = carla.page
    panel = page.get_by_role("complementary")
    expect(panel.get_by_text("Encoder", exact=True)).to_be_visible(timeout=SLOW)
    page.get_by_label("Prompt", exact=True).fill(PROMPT + ", and a small white cup" * 20)
    expect(panel.get_by_text("dropped: never read")).to_be_visible()
    expect(panel.get_by_role("status")).to_contain_text("no effect")
    carla.shoot("explore-too-long")
    page.get_by_label("Prompt", exact=True).fill(PROMPT)
    expect(panel.get_by_text("dropped: never read")).to_be_hidden()
    expect(panel.locator(".tokens")).to_contain_text("kettle")
    page.get_by_label("Candidates").fill(str(COUNT))
    page.locator("summary").filter(has_text="Sampler, steps").click()
    page.get_by_label("Sampler").select_option("ddim")
    page.get_by_label("Steps").fill(str(STEPS))
    page.get_by_label("At once").fill("1")
    page.get_by_label("Seed").fill("11")
    expect(panel.locator(".pins")).to_contain_text("DDIMScheduler")
    carla.shoot("explore")
    page.get_by_label("Seed").press("Control+Enter")
    expect(page.locator(".cell")).to_have_count(COUNT)


def watch_samples_come(carla: Person) -> None:
    page = carla.page
    page.evaluate(WATCH)
    expect(page.locator(".cell[data-state=coming] img").first).to_be_visible(timeout=SLOW)
    page.screenshot(path="test-results/exploration-coming-dark-1280.png")
    expect(page.locator(".cell[data-state=sample]")).to_have_count(COUNT, timeout=SLOW)
    seen = page.evaluate("window.seen")
    assert seen["previews"], "no preview was shown"
    assert seen["counts"] == list(range(COUNT + 1)), "samples did not come one by one"
    assert len(seen["heights"]) == 1, "the grid jumped"
    expect(page.get_by_role("complementary").get_by_text("Done")).to_be_visible()
    expect(page.locator(".cell img").nth(COUNT - 1)).to_have_js_property("complete", True)
    carla.shoot("exploration")


def pick_by_key(page: Page) -> None:
    press(page, "ArrowRight")
    press(page, "ArrowRight")
    expect(page.locator("[data-card]").nth(1)).to_be_focused()
    press(page, "p")
    expect(page.locator(".cell[data-picked]")).to_have_count(1)
    expect(page.get_by_role("link", name="Picked 1")).to_be_visible()
    press(page, "Space")
    expect(page.get_by_role("dialog")).to_contain_text("Picked")
    press(page, "Escape")
    expect(page.locator("[data-card]").nth(1)).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("heading", name=re.compile("Sample 2, seed"))).to_be_visible()


def render_canonically(carla: Person) -> None:
    page = carla.page
    expect(page.get_by_role("heading", name="Where it came from")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Picked"))).to_be_visible()
    carla.shoot("sample")
    press(page, "r")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name=re.compile("The noise it began with"))).to_be_checked()
    dialog.get_by_text("Upscale only", exact=True).click()
    dialog.get_by_role("checkbox", name=re.compile("Verify")).check()
    plan = dialog.locator("section:visible table")
    for role in ("Encoder", "Tokenizer", "Denoiser", "Autoencoder"):
        row = plan.get_by_role("row", name=re.compile(role)).first
        expect(row.locator("[data-copy]")).to_be_visible(timeout=SLOW)
    expect(plan.get_by_role("row", name=re.compile("Sampler"))).to_contain_text("DDIMScheduler")
    carla.shoot("canonical-dialog")
    dialog.get_by_role("button", name="Render").click()
    expect(page.locator(".steps li")).to_have_count(5)
    done = page.locator(".steps [data-state=done].state")
    expect(done).to_have_count(5, timeout=SLOW)
    carla.shoot("canonical-job")


def see_the_proof(carla: Person) -> None:
    page = carla.page
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Proof, revision 1")).to_be_visible()
    rail = page.get_by_role("complementary")
    expect(rail.get_by_role("heading", name=re.compile("Canonical render"))).to_contain_text(
        "Verified"
    )
    expect(rail).to_contain_text("the noise of seed")
    expect(rail).to_contain_text("of 64 hash bits differ")
    expect(rail.get_by_role("heading", name=re.compile("^Gate"))).to_contain_text(
        re.compile("Gate (passed|failed)")
    )
    expect(page.locator(".compare-panes[data-ready]")).to_be_visible()
    carla.shoot("canonical-proof")
