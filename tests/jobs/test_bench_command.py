"""The command that measures; the measuring itself is tried beside each bench."""

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from jobs.benchmarks.photos import NAMES, write_shipped


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"--photos .*nowhere: there is no such folder"):
        call_command("bench", "text-removal", photos=tmp_path / "nowhere")


def test_too_few_photos_are_said_with_both_numbers(tmp_path):
    with pytest.raises(CommandError, match=r"holds 0 photos.*; 5 were asked for"):
        call_command("bench", "text-removal", photos=tmp_path, count=5)


def test_without_a_folder_there_are_photos_in_colour(tmp_path):
    assert write_shipped(tmp_path) == len(NAMES)
    for path in tmp_path.iterdir():
        with Image.open(path) as photo:
            assert photo.mode == "RGB"
