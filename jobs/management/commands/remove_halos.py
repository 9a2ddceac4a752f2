"""The stage ``remove_halos`` in a pipe: take halos beside edges."""

from jobs.stage_command import StageCommand


class Command(StageCommand):
    """``manage.py remove_halos``."""

    stage_name = "remove_halos"
