"""The stage ``find_marks`` in a pipe: find registered marks."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py find_marks``."""

    stage_name = "find_marks"
    takes_marks = True
