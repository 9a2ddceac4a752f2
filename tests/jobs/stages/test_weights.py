"""Models are loaded once, kept warm, and let go under memory pressure unless in use."""

import gc

import numpy as np
import pytest

from jobs.stages.free_memory import free_megabytes
from jobs.stages.weights import Weights, WeightsSettings

NEVER_ENOUGH = 2**40


class Model:
    """Something of a few megabytes that holds itself, as a pipeline and its parts do."""

    alive = 0

    def __init__(self):
        self.values = np.ones(1_000_000, np.float32)
        self.itself = self
        Model.alive += 1

    def __del__(self):
        Model.alive -= 1


@pytest.fixture
def pressed():
    return Weights(WeightsSettings(memory_floor_megabytes=NEVER_ENOUGH))


def test_a_model_is_loaded_once_while_there_is_memory():
    weights = Weights(WeightsSettings(memory_floor_megabytes=0))
    assert weights.once("a", Model) is weights.once("a", Model)


def test_under_pressure_a_resting_model_makes_room_for_the_next(pressed):
    gc.collect()
    before = Model.alive
    pressed.once("a", Model)
    pressed.once("b", Model)
    assert pressed.keys == ("b",)
    assert Model.alive == before + 1


def test_a_model_in_use_stays_until_its_use_ends(pressed):
    with pressed.in_use():
        in_use = pressed.once("a", Model)
        pressed.once("b", Model)
        assert pressed.once("a", Model) is in_use
        assert pressed.keys == ("b", "a")
    assert pressed.keys == ()


def test_a_use_that_ends_takes_nothing_from_one_that_goes_on(pressed):
    with pressed.in_use():
        kept = pressed.once("a", Model)
        with pressed.in_use():
            pressed.once("b", Model)
        assert pressed.once("a", Model) is kept


def test_a_model_that_was_let_go_is_loaded_again(pressed):
    with pressed.in_use():
        first = pressed.once("a", Model)
    with pressed.in_use():
        assert pressed.once("a", Model) is not first


def test_the_longest_unused_goes_first_and_no_more_than_needed(monkeypatch):
    weights = Weights(WeightsSettings(memory_floor_megabytes=5))
    for key in ("a", "b", "a"):
        weights.once(key, Model)
    free = iter([0, 9])
    monkeypatch.setattr("jobs.stages.weights.free_megabytes", lambda: next(free))
    assert weights.relieve() == ("b",)
    assert weights.keys == ("a",)


def group(root, limit, current, files, path="sys/fs/cgroup/box"):
    folder = root / path
    folder.mkdir(parents=True)
    (folder / "memory.max").write_text(limit)
    (folder / "memory.current").write_text(current)
    (folder / "memory.stat").write_text(f"anon 1\ninactive_file {files}\nactive_file 0\n")


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9999 kB\nMemAvailable: 2048000 kB\n")
    (tmp_path / "proc/self/cgroup").write_text("0::/box\n")
    return tmp_path


def test_without_a_limit_the_machines_memory_counts(machine):
    group(machine, "max", "5", 0)
    assert free_megabytes(machine) == 2000


def test_a_groups_limit_counts_without_the_pages_of_files(machine):
    group(machine, str(500 * 2**20), str(450 * 2**20), 100 * 2**20)
    assert free_megabytes(machine) == 150


def test_a_limit_further_up_counts_too(machine):
    group(machine, str(300 * 2**20), str(200 * 2**20), 0)
    group(machine, "max", "5", 0, "sys/fs/cgroup/box/inner")
    (machine / "proc/self/cgroup").write_text("0::/box/inner\n")
    assert free_megabytes(machine) == 100


def test_this_machine_tells(machine):
    assert 0 < free_megabytes() < 2**30
