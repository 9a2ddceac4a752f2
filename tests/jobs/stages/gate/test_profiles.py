"""Profiles are data: complete, ordered, versioned, and refused with what is wrong."""

import json
from pathlib import Path

import pytest

from jobs.stages.gate.profiles import FOLDER, SHIPPED, Profile, ProfileError, read_profile, shipped
from jobs.stages.gate.registry import CHECKS

STANDARD = shipped("standard")
GUIDE = Path(__file__).parents[4] / "docs" / "gate.md"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_check_has_its_threshold(name):
    assert shipped(name).missing == ()


@pytest.mark.parametrize("name", CHECKS)
def test_a_stricter_profile_has_a_lower_threshold(name):
    lenient, standard, strict = (shipped(profile).thresholds[name] for profile in SHIPPED)
    assert strict < standard < lenient


@pytest.mark.parametrize("name", CHECKS)
def test_the_guide_tells_the_thresholds_in_force(name):
    rows = (line for line in GUIDE.read_text().splitlines() if line.startswith(f"| `{name}`"))
    told = [float(cell) for cell in next(rows).strip("| ").split("|")[-3:]]
    assert told == [shipped(profile).thresholds[name] for profile in SHIPPED]


def test_a_file_is_named_for_what_it_holds():
    for file in FOLDER.iterdir():
        held = json.loads(file.read_text())
        assert file.name == f"{held['name']}.{held['version']}.json"
        assert held["version"] <= SHIPPED[held["name"]]


def test_a_profile_of_another_name_or_version_is_refused():
    with pytest.raises(ProfileError, match="choose one of lenient, standard, strict"):
        shipped("generous")
    with pytest.raises(ProfileError, match="no version 99"):
        shipped("strict", 99)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"thresholds": {"sparkle": 1.0}}, "the check 'sparkle', which this gate does not have"),
        ({"thresholds": {"seam": -1}}, "threshold of 'seam' is -1"),
        ({"thresholds": {"seam": float("nan")}}, "threshold of 'seam' is nan"),
        ({"thresholds": {"seam": 1.0}}, "sets no threshold for residual_text"),
        ({"thresholds": []}, "thresholds: input should be"),
        ({"version": 0}, "version: input should be"),
        ({"name": "My own"}, "name: string should match"),
        ({"colour": "red"}, "colour: extra inputs"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_its_fault(tmp_path, changed, said):
    file = tmp_path / "own.json"
    file.write_text(json.dumps({**STANDARD.model_dump(), **changed}))
    with pytest.raises(ProfileError, match=said):
        read_profile(file)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe"])
def test_a_file_that_is_no_json_is_refused(tmp_path, data):
    file = tmp_path / "own.json"
    file.write_bytes(data)
    with pytest.raises(ProfileError, match="is not JSON"):
        read_profile(file)


def test_a_profile_survives_its_own_json():
    assert Profile.model_validate_json(STANDARD.model_dump_json()) == STANDARD


def test_another_threshold_is_another_digest():
    thresholds = {**STANDARD.thresholds, "seam": 3.25}
    other = STANDARD.model_copy(update={"thresholds": thresholds})
    assert other.sha256 != STANDARD.sha256
    assert STANDARD.model_copy().sha256 == STANDARD.sha256


def test_an_older_version_that_knows_fewer_checks_is_refused_with_their_names():
    with pytest.raises(ProfileError, match=r"standard\.1\.json: sets no threshold for .*banding"):
        shipped("standard", 1)
