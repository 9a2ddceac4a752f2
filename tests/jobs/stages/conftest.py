"""What the stages' tests share."""

from __future__ import annotations

import pytest

from jobs.stages.weights import Weights
from tests.jobs.stages.warm import WEIGHTS


@pytest.fixture(scope="session")
def weights() -> Weights:
    """Models that stay loaded from one file to the next."""
    return WEIGHTS
