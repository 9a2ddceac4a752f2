"""Settings of the worker processes that tests start: the test's database and artifacts."""

import os

from project.settings import *  # noqa: F403
from project.settings import DATABASES, STORAGES

DATABASES["default"]["NAME"] = os.environ["TRIAL_DATABASE"]
STORAGES["artifacts"]["OPTIONS"]["location"] = os.environ["TRIAL_ARTIFACTS"]
JOBS_STAGES = os.environ["TRIAL_STAGES"]
JOBS_DELIVERY_RECEIVER = None
JOBS_WITNESSES: list[str] = []
JOBS_CHORES: list[str] = []
