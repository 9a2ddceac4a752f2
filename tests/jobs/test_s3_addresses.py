"""Which objects of which buckets may be read."""

import pytest

from jobs.s3_addresses import Address, AddressError, Folder, address_of, folders_of, is_held

FOLDERS = folders_of("photos, shared/team-a")


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        ("s3://photos/a.jpg", "photos", "a.jpg"),
        ("s3://my.photos-1/2026/sommer/ü 夏.jpg", "my.photos-1", "2026/sommer/ü 夏.jpg"),
        ("s3://photos/100%.jpg", "photos", "100%.jpg"),
        ("s3://photos/a?versionId=1#x", "photos", "a?versionId=1#x"),
        ("s3://photos/a..b/.hidden", "photos", "a..b/.hidden"),
    ],
)
def test_an_address_is_taken_as_it_is_written(text, bucket, key):
    assert address_of(text) == Address(bucket, key)
    assert str(address_of(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "s3:/photos/a",
        "S3://photos/a",
        "s3://",
        "s3:///a",
        "s3://photos",
        "s3://photos/",
        "s3://photos/folder/",
        "s3://Photos/a",
        "s3://photos:9000/a",
        "s3://127.0.0.1:80/a",
        "s3://p..hotos/a",
        "s3://arn:aws:s3:eu-central-1:1:accesspoint/x/a",
        "s3://рhotos/a",
        "s3://photos/../other/a",
        "s3://photos/a/../b",
        "s3://photos/./a",
        "s3://photos//a",
        "s3://photos/%2e%2e/other/a",
        "s3://photos/a%2F..%2Fb",
        "s3://photos/a\\..\\b",
        "s3://photos/a%5c..%5cb",
        "s3://photos/a\n",
        "s3://photos/a\x00b",
        "s3://photos/a%00b",
        "s3://photos/\u202egpj.a",
        "s3://photos/\ud800",
        "s3://photos/" + "x" * 1025,
    ],
)
def test_what_might_lead_elsewhere_is_no_address(text):
    with pytest.raises(AddressError):
        address_of(text)


def test_a_sign_in_within_an_address_is_not_repeated():
    with pytest.raises(AddressError) as caught:
        address_of("s3://AKIA123:hunter2@photos/a.jpg")
    assert "hunter2" not in str(caught.value)
    assert "AKIA123" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("s3://photos/deep/down.jpg", True),
        ("s3://shared/team-a/x.jpg", True),
        ("s3://shared/team-a/deep/x.jpg", True),
        ("s3://shared/team-ab/x.jpg", False),
        ("s3://shared/team-a", False),
        ("s3://shared/x.jpg", False),
        ("s3://shared/Team-A/x.jpg", False),
        ("s3://shared/team%2Da/x.jpg", False),
        ("s3://shared/tｅam-a/x.jpg", False),
        ("s3://photos2/a.jpg", False),
        ("s3://photo/a.jpg", False),
        ("s3://photos.evil.com/a.jpg", False),
    ],
)
def test_buckets_and_folders_are_matched_exactly(text, held):
    assert is_held(address_of(text), FOLDERS) is held


def test_no_bucket_is_allowed_by_default():
    assert folders_of("") == ()
    assert not is_held(address_of("s3://photos/a"), ())


def test_spaces_and_a_last_slash_mean_nothing():
    assert folders_of(" photos , shared/a/b/ ,") == (Folder("photos"), Folder("shared", "a/b"))


@pytest.mark.parametrize("text", ["*", "Photos", "photos/../x", "s3://photos", "a", "photos//x"])
def test_an_entry_that_names_no_bucket_is_refused(text):
    with pytest.raises(AddressError, match="neither a bucket nor bucket/folder"):
        folders_of(text)
