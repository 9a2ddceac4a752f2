"""The stage ``upscale`` in a pipe: enlarge the picture."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py upscale``."""

    stage_name = "upscale"
