"""Artifacts on disk or in S3, tried against a real server of the S3 protocol."""

import pytest
from django.core.files.storage import storages

from jobs import artifacts
from project.environment import Environment
from project.storage import storage_settings
from tests import s3_server as servers

BUCKET = "pictures"


@pytest.fixture(scope="module")
def s3_server():
    """The address of an S3 server that runs while this file's tests do."""
    with servers.s3_server() as address:
        yield address


@pytest.fixture
def in_s3(s3_server, settings, monkeypatch):
    """Artifacts kept in a new bucket; yields a client to look into it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET)
    environment = Environment(s3_bucket=BUCKET, s3_endpoint_url=s3_server, s3_region=servers.REGION)
    settings.STORAGES = storage_settings(environment, settings.DATA_DIR)
    with servers.bucket(s3_server, BUCKET) as client:
        yield client


def keys(client):
    return [entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_without_a_bucket_artifacts_lie_in_the_data_folder(tmp_path):
    settings = storage_settings(Environment(), tmp_path)
    assert settings["artifacts"]["OPTIONS"]["location"] == tmp_path / "artifacts"


@pytest.mark.django_db
def test_an_artifact_is_kept_in_the_bucket_under_its_digest(in_s3):
    digest = artifacts.put(b"pixels", "image/png").digest
    assert keys(in_s3) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]


@pytest.mark.django_db
def test_what_was_kept_is_read_again(in_s3):
    assert artifacts.read(artifacts.put(b"pixels", "image/png").digest) == b"pixels"


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once(in_s3):
    artifacts.put(b"pixels", "image/png")
    artifacts.put(b"pixels", "image/png")
    assert len(keys(in_s3)) == 1


@pytest.mark.django_db
def test_bytes_that_were_altered_in_the_bucket_are_refused(in_s3):
    artifact = artifacts.put(b"pixels", "image/png")
    (key,) = keys(in_s3)
    in_s3.put_object(Bucket=BUCKET, Key=key, Body=b"others")
    with pytest.raises(artifacts.ArtifactError, match="was altered"):
        artifacts.read(artifact.digest)


@pytest.mark.django_db
def test_an_artifact_that_the_bucket_lost_is_missing(in_s3):
    artifact = artifacts.put(b"pixels", "image/png")
    storages["artifacts"].delete(artifacts.path_of(artifact.digest))
    with pytest.raises(artifacts.ArtifactError, match="is missing"):
        artifacts.read(artifact.digest)
