"""What a check finds in a ledger, and the place that it names."""

import pytest

from editor.ledger.chain import MOST_KEPT, Fault, Point, check
from editor.ledger.entry import hash_of
from tests.editor.ledger.chains import (
    KEY,
    STRANGER,
    chain,
    checked,
    end,
    head_at,
    next_entry,
    rehashed,
    rewritten,
)

WHOLE = chain(12)


def faults(report):
    return [(finding.fault, finding.first, finding.last) for finding in report.findings]


def replaced(place, **values):
    return [entry._replace(**values) if entry.number == place else entry for entry in WHOLE]


def test_an_untouched_ledger_is_intact():
    report = checked(WHOLE, heads=(head_at(WHOLE[4]), head_at(WHOLE[11])))
    assert report.is_intact
    assert (report.entries, report.heads, report.end) == (12, 2, end(WHOLE))


def test_an_empty_ledger_is_intact():
    assert checked(()).end == Point()


def test_the_hash_is_over_every_value_but_itself_and_the_seal():
    changed = WHOLE[0]._replace(hash="", seal="")
    assert hash_of(changed) == WHOLE[0].hash
    for name in WHOLE[0]._fields[:9]:
        assert hash_of(WHOLE[0]._replace(**{name: "another"})) != WHOLE[0].hash


@pytest.mark.parametrize("value", ["another", None, b"bytes", 3.5])
def test_a_changed_value_is_found_where_it_stands(value):
    assert faults(checked(replaced(5, body=value))) == [(Fault.ALTERED, 5, 5)]


def test_a_changed_entry_that_was_hashed_again_no_longer_bears_the_seal_nor_is_followed():
    tampered = [rehashed(entry) for entry in replaced(5, actor="eve")]
    assert faults(checked(tampered)) == [(Fault.UNSEALED, 5, 5), (Fault.UNLINKED, 5, 6)]


def test_a_deleted_entry_is_missing():
    gone = [entry for entry in WHOLE if entry.number not in {5, 6}]
    assert faults(checked(gone)) == [(Fault.MISSING, 5, 6)]


def test_a_number_that_no_entry_can_have_is_misplaced():
    assert faults(checked([WHOLE[0]._replace(number=0), *WHOLE])) == [(Fault.MISPLACED, 0, 0)]
    assert (Fault.MISPLACED, 12, 12) in faults(checked([*WHOLE, WHOLE[0]._replace(number="x")]))


def test_an_entry_that_fits_but_was_not_written_by_the_studio_lacks_the_seal():
    forged = next_entry(end(WHOLE), key=STRANGER)
    assert faults(checked([*WHOLE, forged])) == [(Fault.UNSEALED, 13, 13)]


def test_a_rewritten_end_lacks_the_seals_from_where_it_was_rewritten():
    report = checked(rewritten(WHOLE, 9, "{}"))
    assert faults(report) == [(Fault.UNSEALED, place, place) for place in range(9, 13)]


def test_without_the_key_a_rewritten_end_is_found_by_a_kept_head():
    heads = (head_at(WHOLE[5]), head_at(WHOLE[10]))
    report = checked(rewritten(WHOLE, 9, "{}"), seals=False, heads=heads)
    assert faults(report) == [(Fault.REWRITTEN, 7, 11)]
    assert not report.sealed


def test_an_end_that_was_cut_off_is_found_by_a_kept_head_alone():
    assert checked(WHOLE[:9]).is_intact
    report = checked(WHOLE[:9], heads=(head_at(WHOLE[11]),))
    assert faults(report) == [(Fault.CUT_OFF, 10, 12)]


def test_an_emptied_ledger_is_cut_off_at_its_beginning():
    assert faults(checked((), heads=(head_at(WHOLE[11]),))) == [(Fault.CUT_OFF, 1, 12)]


@pytest.mark.parametrize(
    "head",
    [
        head_at(WHOLE[3], STRANGER),
        head_at(WHOLE[3]).model_copy(update={"number": 5}),
        head_at(WHOLE[3]).model_copy(update={"signature": "no signature"}),
    ],
)
def test_a_head_that_the_studio_did_not_sign_is_forged(head):
    assert [finding.fault for finding in checked(WHOLE, heads=(head,)).findings] == ["forged head"]


def test_two_signed_heads_that_disagree_tell_of_a_rewriting():
    other = next_entry(end(WHOLE[:8]), body="{}")
    report = checked(WHOLE[:8], heads=(head_at(WHOLE[8]), head_at(other)))
    assert (Fault.REWRITTEN, 9, 9) in faults(report)


def test_reading_on_from_a_head_reads_no_more_than_what_follows_it():
    report = check(
        WHOLE[8:], start=end(WHOLE[:8]), heads=(head_at(WHOLE[7]),), public_key=KEY.public_key
    )
    assert report.is_intact
    assert report.entries == 4


def test_a_ledger_that_is_wrong_throughout_is_told_in_bounded_space():
    wrong = (entry._replace(actor="eve") for _ in range(200) for entry in WHOLE)
    report = checked(wrong)
    assert len(report.findings) == MOST_KEPT
    assert report.more > 0
