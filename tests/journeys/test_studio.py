"""The whole journey in a browser: a photo goes from upload to published, by three people."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import SLOW, Person, press
from tests.journeys.pictures import file, poster, stripped
from tests.journeys.reviewing import approve, look_closely, render_again, send_back, settle


def test_a_photo_goes_from_upload_to_published(visit):
    carla, rashid, ada = visit("carla"), visit("rashid"), visit("ada")
    create_project(carla, reviewer="rashid")
    invite(carla, visit(""))
    look_after_the_account(carla)
    upload(carla)
    watch_render(carla)
    see_that_the_maker_cannot_approve(carla)
    look_closely(rashid, carla.page.url)
    settle(carla)
    send_back(rashid)
    proof = render_again(carla)
    replay(ada, proof)
    approve(rashid)
    choose_formats(carla)
    public = publish(carla, proof)
    anyone = visit("")
    anyone_may_see_only_what_was_published(anyone, public, proof)
    anyone_learns_where_a_copy_comes_from(anyone, public)
    audit(ada)
    the_ledger_is_intact(ada)
    withdraw(carla, proof)
    expect(anyone.open(public).get_by_role("heading")).to_have_text("This picture was withdrawn")
    anyone.shoot("withdrawn")
    read_the_story(ada, proof)


def create_project(carla: Person, reviewer: str) -> None:
    page = carla.page
    press(page, "c")
    page.get_by_label("Name").fill("Autumn posters")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("heading", name="Drop pictures here")).to_be_visible()
    carla.shoot("gallery-empty")
    page.get_by_role("link", name="Members").click()
    page.get_by_label("Account name").fill(reviewer)
    page.locator("#id_new_role").select_option("reviewer")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text(f"{reviewer} is now a reviewer here")).to_be_visible()
    page.get_by_role("link", name="Autumn posters").click()


def invite(carla: Person, guest: Person) -> None:
    """The link is shown, since the studio sends no e-mail, and leads in whoever holds it."""
    page = carla.page
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail address").fill("eve@example.com")
    page.get_by_role("button", name="Invite").click()
    link = page.locator("#invitation-link").inner_text()
    carla.shoot("members")
    page.get_by_role("link", name="Autumn posters").click()
    expect(guest.open(link).get_by_role("heading")).to_have_text("Join “Autumn posters”")
    guest.shoot("invitation")


def look_after_the_account(carla: Person) -> None:
    page = carla.page
    gallery = page.url
    for path, name in (("/account/", "account"), ("/account/password/", "password")):
        carla.open(path)
        carla.shoot(name)
    page.goto(gallery)
    page.get_by_role("link", name="Webhooks").click()
    carla.shoot("webhooks")
    page.goto(gallery)


def upload(carla: Person) -> None:
    page = carla.page
    page.locator("input[type=file]").set_input_files([file("poster.png", poster())])
    card = page.locator("[data-card]").filter(has_text="poster.png")
    expect(card).to_contain_text("1 line of text", timeout=SLOW)
    carla.shoot("gallery")
    card.click()
    expect(page.locator(".lines button")).to_contain_text("GRAND SALE")
    expect(page.locator("svg polygon")).to_have_count(1)
    carla.shoot("candidate")
    press(page, "t")
    expect(page.locator("svg polygon")).to_be_hidden()
    press(page, "t")


def watch_render(carla: Person) -> None:
    page = carla.page
    press(page, "r")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Remove text", exact=True).click()
    plan = dialog.locator("section:visible table")
    expect(plan.get_by_role("row", name=re.compile("Encoder"))).to_contain_text("not used")
    expect(plan.get_by_role("row", name=re.compile("Sampler"))).to_contain_text("not used")
    detectors = plan.get_by_role("row", name=re.compile("Detector"))
    expect(detectors).to_contain_text(["PP-OCRv6", "PP-OCRv4"])
    carla.shoot("render-dialog")
    dialog.get_by_role("button", name="Render").click()
    expect(page.get_by_role("heading", name="Stages")).to_be_visible()
    expect(page.locator(".steps li")).to_have_count(7)
    expect(page.locator(".strip img").nth(1)).to_be_visible(timeout=SLOW)
    carla.shoot("job-running")
    expect(page.locator(".steps [data-state=done].state")).to_have_count(7, timeout=SLOW)
    carla.shoot("job-done")
    before = page.locator(".steps").inner_text()
    page.reload()
    assert page.locator(".steps").inner_text() == before
    lay_the_stages_side_by_side(carla)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Proof, revision 1")).to_be_visible()


def lay_the_stages_side_by_side(carla: Person) -> None:
    """The source and what changed it at 100 %, and lightness across an edge in each of them."""
    page = carla.page
    press(page, "l")
    expect(page.get_by_role("heading", name="Stages side by side")).to_be_visible()
    expect(page.get_by_role("img", name="Lightness along the line")).to_be_visible()
    shown = page.locator(".stage-panes canvas")
    count = shown.count()
    assert count >= 2
    drawn = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data).size > 16;
    }"""
    assert all(pane.evaluate(drawn) for pane in shown.all())
    press(page, "z")
    expect(page.get_by_text("200 %")).to_be_visible()
    carla.shoot("stages")
    page.go_back()
    expect(page.get_by_role("heading", name="Stages", exact=True)).to_be_visible()


def see_that_the_maker_cannot_approve(carla: Person) -> None:
    page = carla.page
    expect(page.get_by_text("Gate passed", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_be_disabled()
    expect(page.get_by_text("You made this proof; someone else has to approve it.")).to_be_visible()
    carla.shoot("proof-of-the-maker")


def choose_formats(carla: Person) -> None:
    """Beside the PNG a small JPEG, whose pixels have to pass the gate once more."""
    page = carla.page
    proof = page.url
    page.get_by_role("link", name="Autumn posters").click()
    page.get_by_role("link", name="Publishing").click()
    expect(page.get_by_text("A PNG in full size")).to_be_visible()
    page.get_by_label("Format").select_option("png")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Longest side, px").fill("300")
    page.get_by_label("Quality, 1 to 100").fill("98")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("JPEG, 300 px, quality 98 is published from now on.")).to_be_visible()
    carla.shoot("publishing")
    page.goto(proof)


def publish(carla: Person, proof: str) -> str:
    """The approval reaches the page that stood open all the time."""
    page = carla.page
    button = page.get_by_role("button", name=re.compile("Publish"))
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(".verdict")).to_contain_text("Being published")
    carla.shoot("proof-publishing")
    expect(page.locator(".verdict .state").first).to_have_text("Published", timeout=SLOW)
    carla.shoot("proof-published")
    return page.get_by_role("link", name="Open the public page").get_attribute("href") or ""


def anyone_may_see_only_what_was_published(anyone: Person, public: str, proof: str) -> None:
    page = anyone.open(public)
    expect(page.get_by_role("heading", name=re.compile("Published on"))).to_be_visible()
    expect(page.get_by_text("1 line of text")).to_be_visible()
    anyone.shoot("public")
    answer = page.request.get(f"{anyone.address}{public}picture.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, no-cache"
    again = page.request.get(
        f"{anyone.address}{public}picture.png", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status == 304
    anyone.open(proof)
    expect(page).to_have_url(re.compile("/sign-in/"))
    anyone.shoot("sign-in")


def anyone_learns_where_a_copy_comes_from(anyone: Person, public: str) -> None:
    """The published bytes are known at once; a stripped, smaller copy by its look."""
    page = anyone.open(public)
    published = page.request.get(f"{anyone.address}{public}picture.png").body()
    page.get_by_role("link", name="Have a copy?").click()
    for data, words in (
        (published, "These are the published bytes"),
        (stripped(published, scale=0.5), "It looks like a published picture"),
    ):
        page.locator("input[type=file]").set_input_files([file("found.png", data)])
        page.get_by_role("button", name="Look it up").click()
        expect(page.get_by_role("heading", name=words)).to_be_visible()
    anyone.shoot("where-from")


def withdraw(carla: Person, proof: str) -> None:
    page = carla.open(proof)
    page.get_by_text("Withdraw", exact=True).click()
    page.get_by_label("Reason the public page tells it").select_option("replaced")
    carla.shoot("withdrawing")
    page.get_by_role("button", name="Withdraw for good").click()
    expect(page.get_by_text("Withdrawn. Its address stays and says so.")).to_be_visible()
    carla.shoot("proof-withdrawn")


def replay(ada: Person, proof: str) -> None:
    """From its story the render is run again, while the others go on with their work."""
    page = ada.open(f"{proof}story/")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("heading", name="Replay of poster.png r2")).to_be_visible()


def read_the_story(ada: Person, proof: str) -> None:
    """From upload to withdrawal on one page, which leads to the replay: the same to the byte."""
    page = ada.open(f"{proof}story/")
    for told in ("Upload", "Handed back", "Review", "Publication", "Withdrawal"):
        expect(page.get_by_role("heading", name=told).first).to_be_visible()
    ada.shoot("story")
    page.get_by_role("heading", name="Replay").get_by_role("link").click()
    expect(page.locator(".panel [data-state=identical]")).to_be_visible(timeout=SLOW)
    ada.shoot("replay")


def audit(ada: Person) -> None:
    page = ada.page
    page.get_by_role("link", name="Audit").click()
    row = page.get_by_role("row", name=re.compile("poster.png"))
    expect(row).to_contain_text("carla")
    expect(row).to_contain_text("rashid")
    ada.shoot("audit")
    row.get_by_role("link", name="Record").click()
    expect(page.get_by_text("Approved by rashid")).to_be_visible()
    expect(page.locator(".record-step")).to_have_count(4)
    expect(page.locator(".record-step").first).to_contain_text("PP-OCRv6_small_det")
    ada.shoot("record")


def the_ledger_is_intact(ada: Person) -> None:
    """The server, the workers and the steward all wrote into one chain."""
    page = ada.open("/audit/ledger/")
    page.get_by_role("button", name="Check every entry").click()
    expect(page.get_by_text(re.compile("read just now: hashes, links, seals"))).to_be_visible()
    expect(page.locator(".chain > .row > .state")).to_have_text("Intact")
    expect(page.get_by_role("cell", name="proof.published")).to_be_visible()
    ada.shoot("ledger")
