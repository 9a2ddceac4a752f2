"""The data folder: made, writable, with room, one studio's at a time."""

import pytest

from project.data_folder import Claim, StudioError, prepare

ADDRESS = "http://127.0.0.1:8000/"


def test_the_folder_is_made(tmp_path):
    prepare(tmp_path / "deep" / "data")
    assert (tmp_path / "deep" / "data").is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="cannot be made"):
        prepare(tmp_path / "file" / "data")


def test_too_little_room_is_said_with_both_figures(tmp_path):
    with pytest.raises(StudioError, match=r"Only \d+ MB are free .* needs 1000000000000 MB"):
        prepare(tmp_path, least_free=10**18)


def test_a_second_studio_is_told_who_has_the_folder(tmp_path):
    claim = Claim(tmp_path, ADDRESS)
    with pytest.raises(StudioError, match=f"in use by the studio at {ADDRESS}"):
        Claim(tmp_path, "http://127.0.0.1:9000/")
    claim.release()


def test_a_folder_that_was_released_can_be_claimed_again(tmp_path):
    Claim(tmp_path, ADDRESS).release()
    Claim(tmp_path, ADDRESS).release()
