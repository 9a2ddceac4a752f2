"""The stage ``unblend_marks`` in a pipe: take see-through marks off."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py unblend_marks``."""

    stage_name = "unblend_marks"
    takes_marks = True
