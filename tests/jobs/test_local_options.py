"""What the commands over files take as an option's value."""

import argparse
from pathlib import Path

import pytest

from jobs.local_options import file_or_object
from jobs.s3_addresses import Address


def test_an_address_is_an_object_and_everything_else_a_file():
    assert file_or_object("s3://bucket/a/photo.jpg") == Address("bucket", "a/photo.jpg")
    assert file_or_object("a/photo.jpg") == Path("a/photo.jpg")
    assert file_or_object("https://example.com/a") == Path("https:/example.com/a")


def test_an_address_that_might_lead_elsewhere_is_refused_as_an_option():
    with pytest.raises(argparse.ArgumentTypeError, match="holds an empty part"):
        file_or_object("s3://bucket/../other")
