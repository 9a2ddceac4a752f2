"""The stage ``unblend`` in a pipe: take see-through marks off."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py unblend``."""

    stage_name = "unblend"
    takes_marks = True
