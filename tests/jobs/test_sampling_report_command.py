"""The command sampling_report: a file of prompts becomes a folder with everything in it."""

from __future__ import annotations

import csv
import json

import pytest
from django.core.management import call_command

from jobs.local_report import read_prompts
from jobs.local_run import InputError
from jobs.records import JobRecord
from jobs.stages.sampling_report.report import SamplingReport
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.generator import checkpoints


@pytest.fixture
def real_stages(settings):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"


def written(folder, text: str | bytes):
    path = folder / "prompts.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder, capsys, *options: str, text: str | bytes = "a red vase\n") -> str:
    """What the command says when it refuses; it must leave with 2 and write no report."""
    path = written(folder, text)
    with pytest.raises(SystemExit) as stopped:
        call_command("sampling_report", "--prompts", str(path), "--out", f"{folder}/out", *options)
    assert stopped.value.code == 2
    assert not (folder / "out" / "report.json").exists()
    return capsys.readouterr().err


def test_comments_empty_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    text = "\ufeff# still lifes\n\n  a red vase  \r\n# more\na blue mug\n"
    assert read_prompts(written(tmp_path, text)) == ("a red vase", "a blue mug")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no prompt"),
        ("# nothing but words about it\n", "there is no prompt"),
        (b"a vase\n\xff\xfe\n", "line 2: is not UTF-8"),
        ("a vase\n" + "a" * 1001, "line 2: the prompt has 1,001 characters"),
        ("a vase\na mug\na vase\n", "line 3: the same prompt as in line 1"),
        ("\n".join(f"vase {n}" for n in range(201)), "there are 201 prompts; at most 200"),
        ("a" * (2**20 + 1), "larger than 1 MiB"),
    ],
)
def test_a_file_that_holds_no_prompts_is_refused_by_its_line(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read_prompts(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_prompts(tmp_path / "nothing.txt")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--count", "1"), "--count is '1'; expected a whole number from 2 to 64"),
        (("--count", "many"), "--count is 'many'"),
        (("--steps", "0"), "--steps is '0'"),
        (("--steps", "10000"), "--steps is '10000'"),
        (("--exploratory-scheduler", "eular"), "eular"),
        (("--deterministic-scheduler", "euler_ancestral"), "adds noise"),
    ],
)
def test_an_option_that_cannot_be_is_named(tmp_path, capsys, real_stages, options, words):
    assert words in refused(tmp_path, capsys, *options)


def test_an_out_that_is_a_file_is_refused(tmp_path, capsys, real_stages):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(SystemExit) as stopped:
        call_command(
            "sampling_report", "--prompts", str(written(tmp_path, "a vase")),
            "--count", "2", "--out", str(tmp_path / "out"),
        )  # fmt: skip
    assert stopped.value.code == 2
    assert "--out" in capsys.readouterr().err


def test_a_report_is_written_whole(tmp_path, capsys, monkeypatch, real_stages):
    folder = checkpoints.stable_diffusion(tmp_path / "checkpoint")
    weights = Weights(WeightsSettings(checkpoint=str(folder), threads=1, memory_floor_megabytes=0))
    monkeypatch.setattr("jobs.management.commands.sampling_report.process_weights", lambda: weights)
    monkeypatch.setattr("jobs.recipes.weights_settings", lambda: weights.settings)
    out = tmp_path / "out"
    out.mkdir()
    (out / "sheet.099.png").write_bytes(b"of an earlier report")
    path = written(tmp_path, "a red vase\n<b>a | blue</b> mug\n")
    call_command(
        "sampling_report", "--prompts", str(path), "--count", "2", "--steps", "2", "--out",
        str(out), "--seed", "9",
    )  # fmt: skip
    assert {path.name for path in out.iterdir()} == {
        "report.json", "report.md", "samples.csv", "record.json", "overview.png",
        "ratios.svg", "novelty.svg", "failures.svg", "sheet.000.png", "sheet.001.png",
    }  # fmt: skip
    report = SamplingReport.model_validate_json((out / "report.json").read_bytes())
    record = JobRecord.model_validate_json((out / "record.json").read_bytes())
    assert record.seed == 9
    assert SamplingReport.model_validate(record.steps[0].details) == report
    rows = list(csv.DictReader((out / "samples.csv").read_text().splitlines()))
    assert len(rows) == 2 * 2 * 2
    assert {row["arm"] for row in rows} == {"exploratory", "deterministic"}
    assert rows[-1]["prompt"] == "<b>a | blue</b> mug"
    words = (out / "report.md").read_text()
    assert "\\<b\\>a \\| blue" in words
    assert "![Novelty in both arms" in words
    assert "2 of 2 prompts" in capsys.readouterr().out
    assert json.loads((out / "report.json").read_text())["count"] == 2
