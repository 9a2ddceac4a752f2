"""The stage ``apply_mask`` in a pipe: find text and take a drawn mask."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py apply_mask``."""

    stage_name = "apply_mask"
