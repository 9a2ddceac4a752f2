"""The stage ``remove_object`` in a pipe: take drawn objects away."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py remove_object``."""

    stage_name = "remove_object"
