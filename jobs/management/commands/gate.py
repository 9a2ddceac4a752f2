"""The stage ``gate`` in a pipe: check the picture."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py gate``."""

    stage_name = "gate"
