"""Digests that stand in records may never change: the bytes below are written out by hand."""

import hashlib
import math

import pytest

from jobs.stages.canonical_json import canonical_json, json_sha256


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [1.5, None, True]}, '{"a":[1.5,null,true],"b":1}'),
        ({"ä": "é", "z": {"y": 0.1, "x": []}}, '{"z":{"x":[],"y":0.1},"ä":"é"}'),
        ([], "[]"),
        ("", '""'),
    ],
)
def test_keys_are_sorted_and_nothing_is_escaped_or_spaced(value, text):
    assert canonical_json(value) == text.encode()
    assert json_sha256(value) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_a_number_that_json_cannot_say_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": number})


def test_infinities_are_written_out_where_they_are_allowed():
    value = [math.inf, -math.inf, math.nan]
    assert canonical_json(value, allow_nan=True) == b"[Infinity,-Infinity,NaN]"


def test_a_digest_is_the_one_that_stands_in_records():
    digest = "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"
    assert json_sha256({"b": 2, "a": 1}) == digest
