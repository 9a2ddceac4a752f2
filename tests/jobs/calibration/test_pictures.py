"""The calibration's pictures: parts of photos, in halves that share no photo."""

import cv2
import numpy as np
import pytest

from jobs.calibration.pictures import Half, TooFewPictures, clean_picture, other_of, parts


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("photos")
    for index in range(12):
        photo = np.full((200, 330 if index else 660, 3), 10 * index, np.uint8)
        cv2.imwrite(str(made / f"photo{index}.png"), photo)
    return made


def test_the_halves_are_as_large_and_share_no_photo(folder):
    chosen = parts(folder, 8)
    halves = {half: [p for p in chosen if p.half is half] for half in Half}
    assert [len(own) for own in halves.values()] == [4, 4]
    assert not {p.path for p in halves[Half.CALIBRATE]} & {p.path for p in halves[Half.HELD_OUT]}


def test_a_large_photo_gives_several_parts(folder):
    names = [part.name for part in parts(folder, 10)]
    assert "photo0.0" in names
    assert len(set(names)) == 10


def test_the_other_picture_is_of_another_photo_in_the_same_half(folder):
    chosen = parts(folder, 8)
    for part in chosen:
        other = other_of(part, chosen)
        assert other.half is part.half
        clean = clean_picture(part, other)
        assert clean.name == part.name
        assert not np.array_equal(clean.pixels, clean.other)


def test_too_few_photos_are_told(folder):
    with pytest.raises(TooFewPictures, match="give more photos, or a smaller --count"):
        parts(folder, 300)


def test_what_is_no_picture_is_told(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    with pytest.raises(TooFewPictures, match=r"broken\.png: cannot be read"):
        parts(tmp_path, 4)
