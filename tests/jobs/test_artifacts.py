"""Bytes by digest: written once, whole or not at all, verified when read."""

import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from jobs import artifacts
from jobs.artifacts import ArtifactError
from jobs.models import Artifact
from jobs.thumbnails import ThumbnailError, thumbnail
from tests.jobs.trials import put_picture

pytestmark = pytest.mark.django_db


def files() -> list[str]:
    folder = Path(settings.STORAGES["artifacts"]["OPTIONS"]["location"])
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_equal_bytes_are_kept_once() -> None:
    first, second = artifacts.put(b"ink", "text/plain"), artifacts.put(b"ink", "text/plain")
    assert first == second
    assert files() == [first.digest]


def test_what_is_read_is_what_was_put() -> None:
    assert artifacts.read(artifacts.put(b"ink", "text/plain").digest) == b"ink"


def test_altered_bytes_are_never_given_out() -> None:
    digest = artifacts.put(b"ink", "text/plain").digest
    with artifacts.storage().open(artifacts.path_of(digest), "r+b") as file:
        file.write(b"x")
    with pytest.raises(ArtifactError, match="was altered"):
        artifacts.read(digest)


def test_missing_bytes_are_named() -> None:
    with pytest.raises(ArtifactError, match="is missing from the storage"):
        artifacts.read("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "g" * 64, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_digest_reaches_no_file(digest: str) -> None:
    with pytest.raises(ArtifactError, match="is not a SHA-256"):
        artifacts.read(digest)


def test_a_file_that_went_missing_is_written_again() -> None:
    digest = artifacts.put(b"ink", "text/plain").digest
    artifacts.storage().delete(artifacts.path_of(digest))
    artifacts.put(b"ink", "text/plain")
    assert artifacts.read(digest) == b"ink"


def test_a_write_that_breaks_off_leaves_nothing() -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError("No space left on device")

    from django.core.files.base import File

    with pytest.raises(OSError, match="No space"):
        artifacts.storage().save("ab/cd/x", File(Breaking(b"ink"), name="x"))
    assert files() == []


def test_sweeping_removes_old_files_without_a_row_and_nothing_else() -> None:
    kept = artifacts.put(b"kept", "text/plain").digest
    lost = artifacts.put(b"lost", "text/plain").digest
    young = artifacts.put(b"young", "text/plain").digest
    Artifact.objects.filter(digest__in=[lost, young]).delete()
    long_ago = time.time() - 100_000
    for digest in (kept, lost):
        os.utime(artifacts.storage().path(artifacts.path_of(digest)), (long_ago, long_ago))
    assert artifacts.sweep(timezone.now() - timedelta(days=1)) == 1
    assert files() == sorted([kept, young])


def test_a_thumbnail_is_a_small_webp_kept_for_the_next_time() -> None:
    digest = put_picture(size=400).digest
    made = thumbnail(digest, 160)
    picture = Image.open(io.BytesIO(made))
    assert (picture.format, picture.size) == ("WEBP", (160, 160))
    assert thumbnail(digest, 160) == made
    assert f"{digest}.webp" in files()


def test_a_small_picture_is_not_enlarged() -> None:
    picture = Image.open(io.BytesIO(thumbnail(put_picture(size=16).digest, 640)))
    assert picture.size == (16, 16)


def test_the_widest_shows_a_picture_that_fits_in_it_as_it_is() -> None:
    grain = put_picture(size=64)
    shown = Image.open(io.BytesIO(thumbnail(grain.digest, 1280)))
    kept = Image.open(io.BytesIO(artifacts.read(grain.digest)))
    assert shown.convert("RGB").tobytes() == kept.convert("RGB").tobytes()


def test_odd_widths_and_what_is_no_picture_are_refused() -> None:
    with pytest.raises(ThumbnailError, match="160, 320, 640, 1280"):
        thumbnail(put_picture().digest, 161)
    with pytest.raises(ThumbnailError, match="are not a picture"):
        thumbnail(artifacts.put(b"{}", "application/json").digest, 160)
