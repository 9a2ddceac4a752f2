"""The archive that a command-line pipe hands on."""

import io
import tarfile

import numpy as np
import pytest

from jobs import envelope, pipe
from jobs.local_run import InputError
from jobs.stages.contract import Frame, Picture
from tests.factories import pixels


def begun(mask=None, **more):
    picture = Picture(pixels())
    options = {"label": "photo.png", "seed": 7, "deterministic": True, **more}
    return pipe.begin(Frame(picture, picture, mask), **options)


def written(opened):
    stream = io.BytesIO()
    envelope.write(opened, stream)
    return stream.getvalue()


def rewritten(data, change):
    """The archive with ``change(name, bytes)`` applied to each file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(data)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for entry in old:
            content = change(entry.name, old.extractfile(entry).read())
            if content is not None:
                envelope.add(new, entry.name, content)
    return io.BytesIO(out.getvalue())


def test_what_is_written_is_read_again():
    mask = np.zeros((48, 64), np.uint8)
    mask[4:9, 4:9] = 255
    before = begun(mask)
    after = envelope.read(io.BytesIO(written(before)))
    assert after.head == before.head
    assert np.array_equal(after.frame.picture.pixels, before.frame.picture.pixels)
    assert np.array_equal(after.frame.mask, mask)


def test_equal_envelopes_are_equal_bytes():
    assert written(begun()) == written(begun())


def test_any_tar_program_can_open_it():
    with tarfile.open(fileobj=io.BytesIO(written(begun()))) as archive:
        assert archive.getnames() == ["envelope.json", "source.png", "picture.png"]


def test_a_picture_that_nothing_changed_is_decoded_once():
    frame = envelope.read(io.BytesIO(written(begun()))).frame
    assert frame.picture is frame.source


def test_an_empty_stream_says_that_the_command_before_failed():
    with pytest.raises(InputError, match="nothing came in on standard input"):
        envelope.read(io.BytesIO(b""))


def test_other_bytes_are_not_an_envelope():
    with pytest.raises(InputError, match="not a whole envelope"):
        envelope.read(io.BytesIO(b"hello" * 1000))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_half_an_envelope_is_refused(share):
    data = written(begun())
    with pytest.raises(InputError, match="not a whole envelope"):
        envelope.read(io.BytesIO(data[: int(len(data) * share)]))


def test_a_part_that_was_altered_is_named():
    def alter(name, data):
        return data[:-1] + b"\0" if name == "picture.png" else data

    altered = rewritten(written(begun()), alter)
    with pytest.raises(InputError, match=r"picture\.png does not match its SHA-256"):
        envelope.read(altered)


def test_a_part_that_is_missing_is_named():
    without = rewritten(written(begun()), lambda name, data: None if "source" in name else data)
    with pytest.raises(InputError, match=r"source\.png"):
        envelope.read(without)


def test_another_version_is_refused():
    other = rewritten(
        written(begun()), lambda name, data: data.replace(b'"version": "1"', b'"version": "9"')
    )
    with pytest.raises(InputError, match="not a whole envelope"):
        envelope.read(other)
