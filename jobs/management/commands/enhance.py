"""The stage ``enhance`` in a pipe: give an enlarged picture its detail back."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py enhance``."""

    stage_name = "enhance"
