"""The stage ``look_again`` in a pipe: let another detector look, and fill what is left."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py look_again``."""

    stage_name = "look_again"
