"""Objects read from a real server of the S3 protocol, and from one that breaks it."""

import logging
import time

import pytest

from jobs import s3_reading
from jobs.artifacts import digest_of
from jobs.local_run import InputError, read_frame
from jobs.s3_addresses import Address, folders_of
from jobs.s3_objects import SourceError
from jobs.s3_sources import fetch
from jobs.stages.intake import Limits
from tests import s3_server as servers
from tests.factories import mask_bytes, picture_bytes

MOST = 100_000


@pytest.fixture(scope="module")
def server():
    with servers.s3_server() as address:
        yield address


@pytest.fixture(scope="module")
def broken():
    with servers.broken_server() as address:
        yield address


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    """Its own client each time: a kept one would remember the keys of another test."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET)
    s3_reading._bucket.cache_clear()
    yield
    s3_reading._bucket.cache_clear()


@pytest.fixture
def allow(settings):
    def set_to(text: str, address: str) -> None:
        settings.JOBS_S3_SOURCES = {
            "folders": folders_of(text),
            "endpoint_url": address,
            "region_name": servers.REGION,
        }

    return set_to


@pytest.fixture
def photos(server, allow):
    allow("photos, shared/team", server)
    with servers.bucket(server, "photos") as client:
        yield client


def test_an_object_comes_with_its_etag_and_digest(photos):
    photos.put_object(Bucket="photos", Key="a/ü 夏.jpg", Body=b"pixels")
    fetched = fetch("s3://photos/a/ü 夏.jpg", MOST)
    assert fetched.data == b"pixels"
    assert fetched.etag == photos.head_object(Bucket="photos", Key="a/ü 夏.jpg")["ETag"].strip('"')
    assert fetched.sha256 == digest_of(b"pixels")
    assert fetched.version_id == ""


def test_a_bucket_with_versions_says_which_was_read(photos):
    photos.put_bucket_versioning(Bucket="photos", VersioningConfiguration={"Status": "Enabled"})
    version = photos.put_object(Bucket="photos", Key="a", Body=b"1")["VersionId"]
    assert fetch("s3://photos/a", MOST).version_id == version


def test_a_percent_sign_is_a_part_of_the_key(photos):
    photos.put_object(Bucket="photos", Key="100%20.jpg", Body=b"percent")
    photos.put_object(Bucket="photos", Key="100 .jpg", Body=b"space")
    assert fetch("s3://photos/100%20.jpg", MOST).data == b"percent"


def test_an_object_of_just_the_limit_is_read(photos):
    photos.put_object(Bucket="photos", Key="a", Body=b"x" * MOST)
    assert len(fetch("s3://photos/a", MOST).data) == MOST


def test_an_object_over_the_limit_is_refused_unread(photos):
    photos.put_object(Bucket="photos", Key="a", Body=b"x" * (MOST + 1))
    with pytest.raises(SourceError, match=r"more than the 0\.1 MB"):
        fetch("s3://photos/a", MOST)


def test_a_key_that_is_not_there_is_named(photos):
    with pytest.raises(SourceError, match="There is nothing at s3://photos/a"):
        fetch("s3://photos/a", MOST)


def test_a_bucket_that_is_not_there_is_named(photos):
    with pytest.raises(SourceError, match="There is no bucket 'shared'"):
        fetch("s3://shared/team/a", MOST)


@pytest.mark.parametrize("address", ["s3://others/a", "s3://shared/a", "s3://shared/teams/a"])
def test_what_is_not_allowed_is_refused_before_anything_is_asked(allow, address):
    allow("photos, shared/team", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match="outside the buckets and folders"):
        fetch(address, MOST)


def test_without_the_setting_the_refusal_names_it(allow):
    allow("", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match="IMPRIMATUR_S3_SOURCES"):
        fetch("s3://photos/a", MOST)


def test_a_store_that_is_not_there_is_said_so(allow):
    allow("photos", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match="does not answer"):
        fetch("s3://photos/a", MOST)


def test_a_store_that_stays_silent_is_given_up(allow, broken, monkeypatch):
    monkeypatch.setattr(s3_reading, "SILENT_SECONDS", 0.2)
    allow("photos", broken)
    began = time.monotonic()
    with pytest.raises(SourceError, match="does not answer"):
        fetch("s3://photos/silent", MOST)
    assert time.monotonic() - began < servers.SILENCE


def test_an_object_that_ends_early_is_refused(allow, broken):
    allow("photos", broken)
    with pytest.raises(SourceError, match="broke off while it was read"):
        fetch("s3://photos/short", MOST)


def test_an_object_of_no_declared_size_is_cut_off_at_the_limit(allow, broken):
    allow("photos", broken)
    with pytest.raises(SourceError, match=r"more than the 0\.1 MB"):
        fetch("s3://photos/endless", MOST)


def test_a_reading_that_takes_too_long_is_given_up(photos, monkeypatch):
    monkeypatch.setattr(s3_reading, "MOST_SECONDS", -1)
    photos.put_object(Bucket="photos", Key="a", Body=b"x")
    with pytest.raises(SourceError, match="was not read within"):
        fetch("s3://photos/a", MOST)


def test_without_keys_the_refusal_says_what_to_give(photos, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(SourceError, match="AWS_ACCESS_KEY_ID"):
        fetch("s3://photos/a", MOST)


def test_neither_words_nor_log_hold_a_secret(allow, broken, caplog):
    allow("photos", broken)
    with caplog.at_level(logging.INFO), pytest.raises(SourceError) as caught:
        fetch("s3://photos/secretive", MOST)
    assert "refused it (Odd)" in str(caught.value)
    assert caught.value.__cause__ is None
    for secret in (servers.KEY, servers.SECRET):
        assert secret not in str(caught.value)
        assert secret not in caplog.text


def test_a_pipe_begins_with_a_picture_and_a_mask_of_a_bucket(photos):
    photos.put_object(Bucket="photos", Key="photo.png", Body=picture_bytes())
    photos.put_object(Bucket="photos", Key="mask.png", Body=mask_bytes())
    picture, mask = Address("photos", "photo.png"), Address("photos", "mask.png")
    frame = read_frame(picture, mask, Limits(max_bytes=MOST, max_pixels=10_000))
    assert frame.picture.size == (64, 48)
    assert frame.mask is not None


def test_a_pipe_says_what_it_could_not_read(photos):
    with pytest.raises(InputError, match="There is nothing at s3://photos/nope"):
        read_frame(Address("photos", "nope"), None, Limits(max_bytes=MOST, max_pixels=10_000))
