"""The stage ``inpaint`` in a pipe: fill the mask."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py inpaint``."""

    stage_name = "inpaint"
