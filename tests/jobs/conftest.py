"""What the engine's tests share: small stages in place of the imaging ones."""

import pytest


@pytest.fixture(autouse=True)
def small_stages(request, settings):
    if "tests/jobs/stages/" not in request.node.path.as_posix():
        settings.JOBS_STAGES = "tests.jobs.small_stages.STAGES"
        settings.JOBS_DELIVERY_RECEIVER = None
        settings.JOBS_WITNESSES = ()
