"""The journey that the documentation's script makes, against a real server and real workers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import skimage.data
from PIL import Image, ImageDraw, ImageFont

from editor.models import Publication
from jobs import artifacts
from tests import factories
from tests.jobs.processes import processes

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = Path(__file__).parents[3] / "docs" / "journey.py"


@pytest.fixture
def photo(tmp_path) -> Path:
    """A photograph with one line of outlined text over it."""
    image = Image.fromarray(skimage.data.chelsea()).crop((0, 0, 320, 240))
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(24)
    pen.text((40, 30), "SUMMER SALE", "white", font, stroke_width=1, stroke_fill="black")
    path = tmp_path / "chelsea.png"
    image.save(path)
    return path


def test_a_script_takes_a_photo_to_a_publication(tmp_path, live_server, photo):
    for name in ("ada", "ben"):
        factories.person(name)
    factories.person("eve", staff=True)
    command = [sys.executable, str(SCRIPT), live_server.url, str(photo)]
    for role, name in {"creative": "ada", "reviewer": "ben", "admin": "eve"}.items():
        command += [f"--{role}", f"{name}:{factories.PASSWORD}"]
    with processes(tmp_path, lease_seconds=15.0, stages="jobs.stages.registry.STAGES") as running:
        running.start_worker()
        told = subprocess.run(
            [*command, "--record", str(tmp_path / "record.json")],
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert told.returncode == 0, told.stdout + told.stderr + running.logs()
    publication = Publication.objects.get()
    assert f"/published/{publication.slug}/" in told.stdout
    assert "SUMMER SALE" in told.stdout
    record = json.loads((tmp_path / "record.json").read_text())
    stages = [step["stage"] for step in record["steps"]]
    assert stages == [
        "apply_mask",
        "adjust_dilation",
        "find_marks",
        "unblend",
        "inpaint",
        "look_again",
        "gate",
    ]
    assert (
        record["result"]
        == publication.picture_id
        == artifacts.digest_of(artifacts.read(publication.picture_id))
    )


def test_a_wrong_password_ends_the_script_with_the_studios_words(live_server, photo):
    accounts = [f"--{role}=ada:wrong" for role in ("creative", "reviewer", "admin")]
    told = subprocess.run(
        [sys.executable, str(SCRIPT), live_server.url, str(photo), *accounts],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 2
    assert "The name or the password is wrong." in told.stderr


def test_an_address_where_nothing_listens_is_said_so(photo):
    accounts = [f"--{role}=ada:x" for role in ("creative", "reviewer", "admin")]
    told = subprocess.run(
        [sys.executable, str(SCRIPT), "http://127.0.0.1:9", str(photo), *accounts],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 2
    assert "does not answer" in told.stderr
