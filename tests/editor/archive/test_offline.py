"""An archive is checked with nothing but itself, and the first thing that fails is named."""

from __future__ import annotations

import hashlib
import json
import re
import stat

import pytest

from editor.archive.manifest import LEDGER, MANIFEST, SEAL
from editor.archive.offline import main
from editor.ledger.heads import sign
from tests.editor.archive.hostile import add, bomb, cut, leave_out, over_each_other, said_larger
from tests.editor.archive.making import make
from tests.editor.archive.packing import flipped, one_of, packed, resealed, unpacked
from tests.editor.ledger.chains import STRANGER

# Only for the archives to be made: the checks themselves ask no database.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        return make(tmp_path_factory.mktemp("archives"))


@pytest.fixture
def members(made):
    return unpacked(made.whole)


@pytest.fixture
def verdict(capsys):
    """The exit code of a check and everything that it said."""

    def check(path, *words):
        code = main([str(path), *map(str, words)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return check


@pytest.fixture
def kept(made, tmp_path):
    """A head in a file of its own."""

    def write(head):
        path = tmp_path / f"head-{head.number}.json"
        path.write_text(head.model_dump_json())
        return path

    return write


def test_a_whole_archive_holds_against_a_head_that_was_kept(made, verdict, kept):
    code, words = verdict(made.whole, "--head", kept(made.head))
    assert code == 0, words
    assert "6 records follow one another" in words
    assert f"The ledger's entries 1 to {made.head.number} are one chain" in words
    assert "2 published files carry signatures that hold (valid, valid)." in words
    assert "No head or public key was given" not in words


def test_without_anything_kept_it_says_what_cannot_be_told(made, verdict):
    code, words = verdict(made.whole)
    assert code == 0
    assert "whether it is the studio's cannot be told" in words


def test_a_long_ledger_is_in_it_from_the_publications_first_entry_on(made, verdict, kept):
    code, words = verdict(made.part, "--head", kept(made.head), "--head", kept(made.earlier))
    assert code == 0, words
    assert f"The ledger's entries 3 to {made.head.number} are one chain" in words
    assert "The kept head of entry 1 lies outside the archive's part of the ledger" in words


def test_the_studios_own_certificate_makes_its_signatures_trusted(made, members, verdict, tmp_path):
    (tmp_path / "signers.pem").write_bytes(members["signers.pem"])
    _, words = verdict(made.whole, "--anchors", tmp_path / "signers.pem")
    assert "(trusted, trusted)" in words


@pytest.mark.parametrize(
    "kind",
    [
        "README.txt", "review.json", "gate-report.json", "story.json", "signers.pem", "published/",
        "pictures/", "regions/", "records/", LEDGER, MANIFEST, SEAL,
    ],
)  # fmt: skip
def test_one_changed_bit_is_found_and_its_file_named(members, verdict, tmp_path, kind):
    name = one_of(members, kind)
    members[name] = flipped(members[name])
    code, words = verdict(packed(members, tmp_path / "changed.zip"))
    assert code == 3
    # A signature that was changed no longer fits the manifest: either may be named.
    assert f"Does not hold. {name}" in words or (name == SEAL and MANIFEST in words)


def test_one_bit_of_the_file_itself_is_found(made, members, verdict, tmp_path):
    data = made.whole.read_bytes()
    picture = members[one_of(members, "pictures/")]
    at = data.index(picture) + len(picture) // 2
    (tmp_path / "bit.zip").write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    code, words = verdict(tmp_path / "bit.zip")
    assert code == 3
    assert "Does not hold. pictures/" in words


def edited(name, change):
    """One JSON member changed."""

    def edit(members):
        value = json.loads(members[name])
        value.update(change)
        return name, json.dumps(value).encode()

    return edit


def without_entries(first, last):
    """The ledger without some of its entries, its last line counting those that are left."""

    def edit(members):
        lines = members[LEDGER].splitlines(keepends=True)
        left = [*lines[: first + 1], *lines[last + 2 : -1]]
        return LEDGER, b"".join([*left, b'{"entries":%d}\n' % (len(left) - 2)])

    return edit


def without_its_end(members):
    """The ledger cut off as a download is."""
    return LEDGER, members[LEDGER].rpartition(b'{"entries"')[0]


def said_otherwise(members):
    """The ledger's entry of the review, about another picture."""
    text = re.sub(
        rb'\\"digest\\":\\"[0-9a-f]{64}', b'\\\\"digest\\\\":\\\\"' + b"1" * 64, members[LEDGER]
    )
    assert text != members[LEDGER]
    return LEDGER, text


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (edited("review.json", {"reviewer": "eve"}), "review.json: its reviewer is not what"),
        (edited("review.json", {"reason": "x"}), "review.json: its reason is not what"),
        (edited("gate-report.json", {"profile": "lax"}), "gate-report.json: it is not what"),
        (without_entries(4, 5), "ledger.jsonl: missing: entries 4 to 5 are missing"),
        (without_entries(1, 1), "ledger.jsonl: missing: entry 1 is missing"),
        (without_entries(13, 13), "ledger.jsonl: cut off: the ledger ends at entry 12"),
        (without_its_end, "ledger.jsonl: The export ends after 13 entries without its last line"),
        (said_otherwise, "ledger.jsonl: altered: entry"),
    ],
)  # fmt: skip
def test_what_even_the_keys_holder_changed_is_found(made, members, verdict, tmp_path, edit, words):
    name, data = edit(members)
    members[name] = data
    resealed(members, made.key)
    code, said = verdict(packed(members, tmp_path / "changed.zip"))
    assert code == 3
    assert words in said


def test_a_step_that_took_what_none_before_it_gave_is_found(made, members, verdict, tmp_path):
    manifest = json.loads(members[MANIFEST])
    job = next(job for job in manifest["jobs"] if job["purpose"] == "render")
    before = job["records"][2]
    record = json.loads(members.pop(f"records/{before}.json"))
    record["inputs"]["picture"] = manifest["original"]
    data = json.dumps(record).encode()
    after = hashlib.sha256(data).hexdigest()
    members[f"records/{after}.json"] = data
    members[MANIFEST] = members[MANIFEST].replace(before.encode(), after.encode())
    resealed(members, made.key)
    code, words = verdict(packed(members, tmp_path / "changed.zip"))
    assert code == 3
    assert f"records/{after}.json: step 3 (fill) did not take what the steps before" in words


def swap_files(manifest):
    manifest["files"].reverse()


def other_job(manifest):
    manifest["jobs"][0]["records"].reverse()


def fewer_records(manifest):
    del manifest["jobs"][0]["records"][0]


def the_same_job_twice(manifest):
    manifest["jobs"][1]["id"] = manifest["jobs"][0]["id"]
    manifest["jobs"][1]["records"] = []


def another_file(manifest):
    manifest["files"][0]["shown"] = manifest["picture"]


def another_original(manifest):
    manifest["original"] = manifest["picture"]


def another_claim(manifest):
    manifest["publication"] = "elsewhere"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swap_files, "published other bytes than these"),
        (other_job, "it is of step 4 and stands as 1"),
        (fewer_records, "it is of step 2 and stands as 1"),
        (the_same_job_twice, "twice"),
        (another_file, "it shows what was never gated"),
        (another_original, "added another picture"),
        (another_claim, "0 entries say proof.published of publication:elsewhere: expected one"),
    ],
)
def test_a_manifest_that_tells_another_story_is_found(
    made, members, verdict, tmp_path, change, words
):
    resealed(members, made.key, change)
    code, said = verdict(packed(members, tmp_path / "changed.zip"))
    assert code == 3
    assert words in said


def test_an_archive_that_somebody_else_signed_is_not_the_studios(
    made, members, verdict, kept, tmp_path
):
    resealed(members, STRANGER)
    code, words = verdict(packed(members, tmp_path / "a.zip"), "--head", kept(made.head))
    assert code == 3
    assert f"{made.key.public_key[:16]}… was kept" in words


def test_a_head_of_another_ledger_is_told(made, verdict, kept):
    foreign = sign(STRANGER, number=made.head.number, hash=made.head.hash, at=made.head.at)
    code, words = verdict(made.whole, "--head", kept(foreign))
    assert code == 3
    assert f"{STRANGER.public_key[:16]}… was kept" in words


def test_a_ledger_that_was_rewritten_after_a_head_was_kept_is_told(made, verdict, kept):
    before = sign(made.key, number=made.head.number, hash="a" * 64, at=made.head.at)
    code, words = verdict(made.whole, "--head", kept(before))
    assert code == 3
    assert "rewritten" in words


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (add("../outside.txt"), "'../outside.txt': no archive has a member of this name"),
        (add("/etc/passwd"), "'/etc/passwd': no archive has a member of this name"),
        (add("pictures/..%2f\x1b[2J"), "no archive has a member of this name"),
        (add("README.txt"), "'README.txt': two members have this name"),
        (add("extra.txt"), "extra.txt: the manifest does not name it"),
        (add("link", external_attr=(stat.S_IFLNK | 0o777) << 16), "'link': it is a link"),
        (leave_out("pictures/"), "it is missing from the archive"),
        (leave_out(LEDGER), "ledger.jsonl: it is missing from the archive"),
        (leave_out(SEAL), f"{SEAL}: it is missing from the archive"),
        (cut, "this is no whole ZIP file"),
        (bomb, "'README.txt': it unpacks to more than 200 times its size"),
        (said_larger, "README.txt: it does not have the size that the ZIP says"),
        (over_each_other, "its members lie over each other"),
    ],
)
def test_a_hostile_zip_gets_a_clear_error(members, verdict, tmp_path, spoil, words):
    spoil(members, tmp_path / "hostile.zip")
    code, said = verdict(tmp_path / "hostile.zip")
    assert code == 3
    assert words in said
    assert "\x1b" not in said


def test_a_file_that_is_not_there_is_no_verdict(verdict, tmp_path):
    assert verdict(tmp_path / "none.zip")[0] == 2
