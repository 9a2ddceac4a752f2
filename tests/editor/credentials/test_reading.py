"""What is signed is read back: by the reader here, and by one that shares no code with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from editor.credentials.authority import development_files
from editor.credentials.claims import COMPOSITE
from editor.credentials.reading import Standing, read_credentials
from editor.credentials.signing import signed_file
from jobs.stages.published_formats import FORMAT_NAMES, SUFFIXES, OutputFormat
from tests import factories
from tests.editor.credentials.claimed import PICTURE, claims, record_claim, settings_in

ROOT = Path(__file__).resolve().parents[3]
INDEPENDENT = ("png", "jpeg", "avif")
"""What the other reader knows; it has no WebP."""


@pytest.fixture(scope="module")
def signing(tmp_path_factory):
    return settings_in(tmp_path_factory.mktemp("signing"))


@pytest.fixture(scope="module")
def files(signing):
    """A signed file of each format, of an upload."""
    said = claims(factories.picture_bytes(form="JPEG", seed=1))
    return {
        name: signed_file(PICTURE, OutputFormat(format=name), said, signing)
        for name in FORMAT_NAMES
    }


PIXELS = {"png": b"IDAT", "jpeg": b"\xff\xda", "webp": b"VP8 ", "avif": b"mdat"}
"""What the picture's own data stand behind."""


def flipped(data: bytes, mark: bytes) -> bytes:
    """The same bytes with one bit turned, a little behind a mark.

    Not just anywhere: a manifest holds room for a signature that no signature can cover.
    """
    changed = bytearray(data)
    changed[data.rindex(mark) + len(mark) + 40] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_signed_file_is_valid_and_its_signer_untrusted(files, signing, name):
    found = read_credentials(files[name], signing)
    assert (found.standing, found.faults) == (Standing.VALID, ())
    assert found.holds and found.development
    assert found.signer == "Imprimatur development signer"


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("where", ["picture", "XMP", "words", "record"])
def test_one_flipped_bit_makes_it_invalid(files, signing, name, where):
    marks = {"XMP": b"<x:xmpmeta", "words": b"description", "record": b"published_picture"}
    found = read_credentials(flipped(files[name], marks.get(where, PIXELS[name])), signing)
    assert found.standing is Standing.INVALID
    assert not found.holds
    assert found.faults


def test_whoever_trusts_the_authority_sees_a_trusted_file(files, signing):
    anchors = str(development_files(signing.folder).authority)
    found = read_credentials(files["png"], replace(signing, anchors=anchors))
    assert found.standing is Standing.TRUSTED


def test_the_manifest_tells_what_was_done_and_which_record_tells_more(files, signing):
    found = read_credentials(files["jpeg"], signing)
    assert [one.action for one in found.actions] == [
        "c2pa.opened",
        "c2pa.edited",
        "c2pa.published",
    ]
    edited = found.actions[1]
    assert (edited.words, edited.source_type, edited.agent) == (
        "2 lines of text were filled in.",
        COMPOSITE,
        "imprimatur inpaint 3",
    )
    assert found.ingredients == ("The picture it began with",)
    assert found.record == record_claim()


def test_a_generated_picture_has_no_ingredient(signing):
    data = signed_file(PICTURE, OutputFormat(), claims(), signing)
    found = read_credentials(data, signing)
    assert found.standing is Standing.VALID
    assert found.ingredients == ()


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_the_xmp_packet_says_the_same(files, name):
    data = files[name]
    packet = data[data.index(b"<x:xmpmeta") : data.index(b"</x:xmpmeta>")].decode()
    assert 'xmpMM:DocumentID="imprimatur:a-slug"' in packet
    assert f'Iptc4xmpExt:DigitalSourceType="{COMPOSITE}"' in packet
    assert f'imprimatur:Record="{"1" * 64}"' in packet


def test_the_picture_it_began_with_cannot_be_seen_in_it(signing):
    original = factories.picture_bytes(64, 48, form="JPEG", seed=5)
    data = signed_file(PICTURE, OutputFormat(), claims(original), signing)
    assert b"\xff\xd8\xff" not in data
    assert b"thumbnail" not in data


@pytest.mark.parametrize("data", [b"", b"words", factories.picture_bytes(form="WEBP", seed=2)])
def test_what_was_never_signed_has_no_credentials(signing, data):
    assert read_credentials(data, signing).standing is Standing.NONE


def test_a_file_that_breaks_off_is_no_credential(files, signing):
    for name in FORMAT_NAMES:
        assert not read_credentials(files[name][: len(files[name]) // 2], signing).holds


def test_another_implementation_of_c2pa_agrees(files, tmp_path):
    """Three formats, whole and with one bit turned, read by c2pa-ts (TypeScript, no c2pa-rs)."""
    for name in INDEPENDENT:
        (tmp_path / f"whole.{SUFFIXES[name]}").write_bytes(files[name])
        (tmp_path / f"turned.{SUFFIXES[name]}").write_bytes(flipped(files[name], PIXELS[name]))
    names = [str(path) for path in sorted(tmp_path.iterdir())]
    node = Path(sys.executable).parent / "node"
    told = subprocess.run(
        [node, "frontend/read-c2pa.mjs", *names],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    found = {Path(line["file"]).name: line["valid"] for line in lines}
    assert found == {
        f"{stem}.{SUFFIXES[name]}": stem == "whole"
        for name in INDEPENDENT
        for stem in ("whole", "turned")
    }
    for line in lines:
        kind = "bmffHash" if line["file"].endswith("avif") else "dataHash"
        assert line["faults"] == ([] if line["valid"] else [f"assertion.{kind}.mismatch"])
