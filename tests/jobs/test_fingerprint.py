"""What pixels depend on besides params and weights, told without loading what it tells of."""

import subprocess
import sys

import pytest

from jobs.fingerprint import Fingerprint, fingerprint
from jobs.stages.generator.loading import ATTENTION, MEMORY_FORMAT
from jobs.stages.weights import WeightsSettings
from tests.jobs.processes import ROOT


@pytest.fixture(autouse=True)
def read_anew():
    fingerprint.cache_clear()
    yield
    fingerprint.cache_clear()


def test_it_names_what_pytorch_was_built_with_and_how_models_lie_in_memory() -> None:
    import torch

    found = fingerprint(WeightsSettings())
    assert found.torch_build.startswith(f"{torch.__version__} ")
    assert torch.version.git_version[:12] in found.torch_build
    assert found.torch_build.endswith(f"cuda {torch.version.cuda or 'none'}")
    assert (found.memory_format, found.attention) == (MEMORY_FORMAT, ATTENTION)
    assert found.dtype == "float32"


def test_a_switch_to_other_instructions_changes_it(monkeypatch) -> None:
    monkeypatch.delenv("ONEDNN_MAX_CPU_ISA", raising=False)
    before = fingerprint(WeightsSettings())
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    fingerprint.cache_clear()
    after = fingerprint(WeightsSettings())
    assert after.switches == before.switches | {"ONEDNN_MAX_CPU_ISA": "AVX2"}
    assert after.sha256 != before.sha256


def test_a_record_from_before_it_said_all_that_can_still_be_read() -> None:
    old = fingerprint(WeightsSettings()).model_dump()
    for name in ("memory_format", "attention", "torch_build", "switches"):
        del old[name]
    assert Fingerprint.model_validate(old).torch_build == ""


def test_it_loads_no_heavy_library() -> None:
    code = (
        "import sys; from jobs.fingerprint import fingerprint;"
        "from jobs.stages.weights import WeightsSettings; fingerprint(WeightsSettings());"
        "sys.exit(bool({'torch', 'diffusers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
