"""Settings of the trial on PostgreSQL: small stages, hints in memory."""

from project.settings import *  # noqa: F403

JOBS_STAGES = "tests.jobs.small_stages.STAGES"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
JOBS_DELIVERY_RECEIVER = None
JOBS_WITNESSES: list[str] = []
JOBS_CHORES: list[str] = []
