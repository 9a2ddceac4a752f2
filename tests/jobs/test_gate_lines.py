"""The gate for other programs: a line of JSON a picture, and an exit code."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
import skimage.data
from django.core.management import call_command

from jobs.gate_lines import GateLine
from jobs.stages.gate import stage
from jobs.stages.gate.profiles import shipped
from jobs.stages.gate.registry import CHECKS
from project.environment import BASE_DIR

COFFEE = skimage.data.coffee()[:160, :240, ::-1]


@pytest.fixture(autouse=True)
def without_reading(small_stages, settings, monkeypatch):
    """The real gate, all its checks but the slow one."""
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"
    quick = {name: check for name, check in CHECKS.items() if name != "residual_text"}
    monkeypatch.setattr(stage, "CHECKS", quick)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "pictures"
    made.mkdir()
    cv2.imwrite(str(made / "clean.png"), COFFEE)
    cv2.imwrite(str(made / "grey.png"), COFFEE[..., 0])
    cv2.imwrite(str(made / "one.png"), COFFEE[:1, :1])
    cv2.imwrite(str(made / "thin.png"), np.full((1, 10_000, 3), 90, np.uint8))
    return made


def blocky(path):
    cv2.imwrite(str(path), COFFEE, [cv2.IMWRITE_JPEG_QUALITY, 8])
    return path


def judged(capsys, *options):
    with pytest.raises(SystemExit) as ended:
        call_command("gate", "--json", *map(str, options))
    told = capsys.readouterr()
    return ended.value.code, [json.loads(line) for line in told.out.splitlines()], told.err


def test_a_folder_gives_a_line_a_picture_whatever_its_shape(folder, capsys):
    code, lines, _ = judged(capsys, "--source", folder)
    assert [line["source"].split("/")[-1] for line in lines] == [
        "clean.png", "grey.png", "one.png", "thin.png",
    ]  # fmt: skip
    assert {line["verdict"] for line in lines} == {"pass"}
    assert code == 0


def test_a_line_names_each_check_with_all_that_a_program_needs(folder, capsys):
    _, (line,), _ = judged(capsys, "--source", folder / "clean.png")
    assert {"source", "verdict", "profile", "checks"} <= set(line)
    for check in line["checks"]:
        assert {"name", "version", "score", "unit", "threshold", "verdict", "evidence"} == set(
            check
        )
    assert GateLine.model_validate(line).profile == "standard"


def test_a_picture_that_fails_is_exit_3_and_has_boxes(tmp_path, capsys):
    code, (line,), _ = judged(capsys, "--source", blocky(tmp_path / "blocky.jpg"))
    (failed,) = (check for check in line["checks"] if check["name"] == "blockiness")
    assert (code, line["verdict"], failed["verdict"]) == (3, "fail", "fail")
    assert failed["evidence"]["boxes"][0]["box"] == [0, 0, 240, 160]


def test_a_picture_that_cannot_be_read_has_failed(folder, capsys):
    (folder / "broken.png").write_bytes(b"nothing of a picture")
    code, lines, _ = judged(capsys, "--source", folder)
    broken = next(line for line in lines if line["error"])
    assert broken["verdict"] == "fail"
    assert "not a picture" in broken["error"]
    assert (code, len(lines)) == (3, 5)


def test_the_original_is_what_it_is_compared_with(tmp_path, folder, capsys):
    large = cv2.resize(COFFEE, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(float)
    sharp = large + 3 * (large - cv2.GaussianBlur(large, (0, 0), 2))
    cv2.imwrite(str(tmp_path / "sharp.png"), np.clip(sharp, 0, 255).astype(np.uint8))
    options = ("--source", tmp_path / "sharp.png", "--evidence", tmp_path / "maps")
    code, (line,), _ = judged(capsys, *options, "--original", folder / "clean.png")
    (overshoot,) = (check for check in line["checks"] if check["name"] == "overshoot")
    assert (code, overshoot["verdict"]) == (3, "fail")
    assert overshoot["evidence"]["heat_map"] == str(tmp_path / "maps" / "sharp.png.overshoot.png")
    assert cv2.imread(overshoot["evidence"]["heat_map"]).shape == (320, 480, 3)


def test_an_original_of_another_shape_blocks(tmp_path, folder, capsys):
    code, (line,), _ = judged(
        capsys, "--source", folder / "clean.png", "--original", folder / "thin.png"
    )
    errors = [check["evidence"]["error"] for check in line["checks"]]
    assert code == 3
    assert any("cannot be compared" in error for error in errors)


def test_a_profile_is_a_name_or_a_file(tmp_path, folder, capsys):
    _, (line,), _ = judged(capsys, "--source", folder / "clean.png", "--profile", "strict")
    assert line["profile"] == "strict"
    own = tmp_path / "own.json"
    own.write_text(shipped("strict").model_copy(update={"name": "own"}).model_dump_json())
    _, (line,), _ = judged(capsys, "--source", folder / "clean.png", "--profile", own)
    assert line["profile"] == "own"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "name one, or a folder, with --source"),
        (("--source", "{folder}/none.png"), "there is no such file or folder"),
        (("--source", "{folder}", "--original", "{folder}/one.png"), "--original belongs to one"),
        (("--source", "{folder}", "--mask", "{folder}/one.png"), "--mask belongs to one"),
        (("--source", "{folder}", "--profile", "lax"), "there is no profile 'lax'"),
        (("--source", "{folder}", "--profile", "{folder}/own.json"), "'sparkle', which this gate"),
        (("--source", "{folder}", "--out", "x.png"), "leave --out away"),
    ],
)
def test_what_cannot_be_asked_is_exit_2(folder, capsys, options, said):
    unknown = {"name": "own", "version": 1, "thresholds": {"sparkle": 1.0}}
    (folder / "own.json").write_text(json.dumps(unknown))
    code, lines, err = judged(capsys, *(one.format(folder=folder) for one in options))
    assert (code, lines) == (2, [])
    assert said in err


def test_the_options_of_json_are_refused_without_it(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        call_command("gate", "--source", str(folder / "one.png"), "--original", "x.png")
    assert "--original belongs to --json" in capsys.readouterr().err


HANGS = """
import sys, time
from dataclasses import replace
from django.core.management import execute_from_command_line
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
from jobs.stages.gate import stage
from jobs.stages.gate.registry import CHECKS
stage.CHECKS = {"seam": replace(CHECKS["seam"], measure=lambda *_: time.sleep(60), seconds=0.1)}
execute_from_command_line(["manage.py", "gate", "--json", "--source", sys.argv[1]])
"""


def test_a_check_that_hangs_neither_holds_the_program_nor_changes_its_exit_code(folder):
    done = subprocess.run(
        [sys.executable, "-c", HANGS, str(folder / "clean.png")],
        cwd=BASE_DIR, capture_output=True, timeout=50, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr.decode()
    assert "OutOfTime" in json.loads(done.stdout)["checks"][0]["evidence"]["error"]
