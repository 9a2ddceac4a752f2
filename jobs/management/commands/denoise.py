"""The stage ``denoise`` in a pipe: take noise out, and keep edges."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py denoise``."""

    stage_name = "denoise"
