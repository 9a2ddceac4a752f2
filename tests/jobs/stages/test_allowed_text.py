"""Whether a line that was read is text that may stay."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from jobs.stages.allowed_text import AllowedTexts, edits, matching_entry


class Holder(BaseModel):
    texts: AllowedTexts = ()


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ("Acme", "ACME"),
        ("Acme", "A.C.M.E"),
        ("Café Löwe", "cafe lowe"),
        ("Harbour View", "HARBOURVIEW"),
        ("Harbour View", "Har bour View"),
        ("Harbour View", "Visit Harbour View today"),
        ("Harbour View", "Harbaur V1ew"),
        ("OK 50", "0K 5O"),
        ("Ｗｉｄｅ", "wide"),
        ("東京", "新東京駅"),
        ("สวัสดี", "สวัสดี"),
    ],
)
def test_a_text_is_known_again(entry, read):
    assert matching_entry(read, ["other", entry]) == entry


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ("OK", "Book now"),
        ("Acme", "Acne"),
        ("Acme", "Acmeist"),
        ("Harbour View", "Hotel View"),
        ("東京", "京都"),
        ("Acme", ""),
    ],
)
def test_another_text_is_not(entry, read):
    assert matching_entry(read, [entry]) is None


def test_the_first_entry_that_matches_is_named():
    assert matching_entry("Acme coffee", ["coffee", "Acme"]) == "coffee"


@pytest.mark.parametrize(
    ("one", "other", "count"), [("", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0)]
)
def test_edits_are_counted(one, other, count):
    assert edits(one, other) == count


def test_an_entry_without_a_letter_is_refused():
    with pytest.raises(ValidationError, match="no letter or figure"):
        Holder(texts=("...",))


def test_an_entry_that_is_too_long_is_refused():
    with pytest.raises(ValidationError, match="101 characters"):
        Holder(texts=("a" * 101,))
