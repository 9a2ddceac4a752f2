"""A package that is left out of an import is empty for as long, and itself again afterwards."""

import importlib
import subprocess
import sys

import pytest

from jobs.stages.left_out import left_out
from project.environment import BASE_DIR

READ = """
import sys
import numpy as np
from jobs.stages.text_reader import TextReader
TextReader(threads=1).detect(np.zeros((64, 64, 3), np.uint8))
print(sorted({"torch", "diffusers", "transformers", "modelscope"} & set(sys.modules)))
"""


@pytest.fixture
def rare(tmp_path, monkeypatch):
    (tmp_path / "rarely_called.py").write_text("VALUE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "rarely_called"
    sys.modules.pop("rarely_called", None)


def test_the_package_is_empty_within(rare):
    with left_out(rare):
        assert not hasattr(importlib.import_module(rare), "VALUE")


def test_the_package_is_itself_afterwards(rare):
    with left_out(rare):
        importlib.import_module(rare)
    assert importlib.import_module(rare).VALUE == 1


def test_a_package_that_was_loaded_before_stays(rare):
    importlib.import_module(rare)
    with left_out(rare):
        assert importlib.import_module(rare).VALUE == 1


def test_reading_text_loads_no_other_framework():
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
