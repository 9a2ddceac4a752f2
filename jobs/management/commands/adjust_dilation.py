"""The stage ``adjust_dilation`` in a pipe: shape the mask to the letters."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py adjust_dilation``."""

    stage_name = "adjust_dilation"
