"""The commands over files, as a person types them: real shells, real stages."""

import json
import os
import pty
import shlex
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from jobs.records import JobRecord
from jobs.stages.registry import STAGES
from project.environment import BASE_DIR

COMMANDS = (*STAGES, "run_recipe")
MANAGE = f"{shlex.quote(sys.executable)} manage.py"


def pixels_of(path):
    with Image.open(path) as picture:
        return np.asarray(picture)


def shell(line, **more):
    """Run a line in which each command over files has its plain name."""
    functions = "\n".join(f'{name}() {{ {MANAGE} {name} "$@"; }}' for name in COMMANDS)
    script = f"set -o pipefail\n{functions}\n{line}"
    # Six commands of a pipe at once: a second thread in each would only spin beside the others.
    environment = os.environ | {"IMPRIMATUR_THREADS": "1"} | more.pop("env", {})
    options = {"cwd": BASE_DIR, "env": environment, "capture_output": True, "timeout": 240}
    return subprocess.run(["bash", "-c", script], check=False, **options, **more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one small photo that has text printed over it."""
    made = tmp_path_factory.mktemp("files")
    ramp = np.linspace(60, 160, 320)[None, :, None] + np.linspace(0, 40, 200)[:, None, None]
    photo = Image.fromarray(np.broadcast_to(ramp, (200, 320, 3)).astype(np.uint8).copy())
    pen = ImageDraw.Draw(photo)
    pen.text((30, 80), "Grand Opening", font=ImageFont.load_default(34), fill=(255, 250, 240))
    photo.save(made / "photo.png")
    return made


@pytest.fixture(scope="module")
def piped(folder):
    """The article's pipe, run once."""
    out = folder / "piped" / "final.png"
    done = shell(
        f"apply_mask --source {folder}/photo.png --detect-ocr "
        "| adjust_dilation --factor auto | inpaint --strategy patch "
        f"| denoise --strength 0.45 | upscale --scale 2 | gate --out {out}"
    )
    return done, out


def test_the_articles_pipe_runs_to_its_end(piped):
    done, out = piped
    assert done.returncode in {0, 3}, done.stderr.decode()
    assert pixels_of(out).shape == (400, 640, 3)


def test_the_pipe_leaves_its_whole_record(piped):
    record = JobRecord.model_validate_json(piped[1].with_suffix(".record.json").read_text())
    assert [step.stage for step in record.steps] == [
        "apply_mask",
        "adjust_dilation",
        "inpaint",
        "denoise",
        "upscale",
        "gate",
    ]
    assert record.steps[4].params["scale"] == 2


def test_the_gates_verdict_is_the_exit_code(piped):
    done, out = piped
    report = json.loads(out.with_suffix(".gate.json").read_text())
    assert done.returncode == {"pass": 0, "fail": 3}[report["verdict"]]


def test_the_mask_of_the_pipe_has_the_size_of_its_picture(piped):
    mask = pixels_of(piped[1].with_suffix(".mask.png"))
    assert mask.shape == (400, 640)
    assert set(np.unique(mask)) == {0, 255}


def test_run_recipe_leaves_four_files_and_its_exit_code_is_the_verdict(folder):
    done = shell(f"run_recipe remove-text --source {folder}/photo.png --out {folder}/out")
    names = sorted(path.name for path in (folder / "out" / "photo").iterdir())
    assert names == ["gate.json", "mask.png", "proof.png", "record.json"]
    report = json.loads((folder / "out" / "photo" / "gate.json").read_text())
    assert done.returncode == {"pass": 0, "fail": 3}[report["verdict"]]


def test_an_option_out_of_range_is_told_by_its_name():
    done = shell("denoise --strength 7 < /dev/null")
    assert done.returncode == 2
    assert b"denoise: --strength is '7'; expected a number from 0 to 1." in done.stderr


def test_a_broken_upstream_is_told(folder):
    done = shell(f"apply_mask --source {folder}/nothing.png | upscale --out {folder}/x.png")
    assert done.returncode == 2
    assert b"nothing.png: there is no such file" in done.stderr
    assert b"upscale: nothing came in on standard input" in done.stderr


def test_an_envelope_is_not_written_to_a_terminal(folder):
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "manage.py", "upscale", "--source", str(folder / "photo.png")],
        cwd=BASE_DIR,
        stdout=theirs,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2
    assert b"an envelope is not for a terminal" in done.stderr


def test_a_picture_is_not_written_under_another_formats_name(folder):
    done = shell(f"upscale --source {folder}/photo.png --out {folder}/x.jpg")
    assert done.returncode == 2
    assert b"is written as PNG" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("polish --source {folder}/photo.png", "no recipe has that name"),
        ("remove-text --source {folder}/nowhere", "there is no such file or folder"),
        ("upscale-only --source {folder} --mask {folder}/photo.png", "--mask belongs to one"),
        ("upscale-only --seed -1 --source {folder}/photo.png", "--seed"),
    ],
)
def test_what_run_recipe_cannot_use_is_exit_2(folder, options, said):
    done = shell(f"run_recipe {options.format(folder=folder)} --out {folder}/none")
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_commands_over_files_need_no_database(folder, tmp_path):
    environment = {**os.environ, "IMPRIMATUR_DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    environment["IMPRIMATUR_DATA_DIR"] = str(tmp_path)
    quick = tmp_path / "quick.yaml"
    quick.write_text("pipeline:\n  - step: denoise\n")
    done = shell(
        f"run_recipe {quick} --source {folder}/photo.png --out {tmp_path}/out",
        env=environment,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert pixels_of(tmp_path / "out" / "photo" / "proof.png").shape == (200, 320, 3)
