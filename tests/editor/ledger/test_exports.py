"""The ledger as a file, and the check of it that needs nothing else."""

import json

import pytest

from editor.ledger.chain import Point
from editor.ledger.exports import ExportFault, lines, parsed
from editor.ledger.offline import main
from tests.editor.ledger.chains import KEY, chain, end, head_at, rewritten

WHOLE = chain(9)
HEAD = head_at(WHOLE[5])


def exported(entries=WHOLE, *, start=Point(), heads=(HEAD,)):  # noqa: B008
    return list(lines(entries, start=start, heads=heads, public_key=KEY.public_key))


def written(folder, text, name="ledger.jsonl"):
    path = folder / name
    path.write_text("".join(text))
    return str(path)


def test_an_export_reads_back_as_it_was():
    export = parsed(exported())
    assert list(export.entries) == list(WHOLE)
    assert export.heads == (HEAD,)
    assert export.start == Point()


def test_an_export_is_written_as_its_entries_come():
    coming = lines(iter(WHOLE), start=Point(), heads=(), public_key=KEY.public_key)
    assert json.loads(next(coming))["format"] == 1
    assert json.loads(next(coming))["number"] == 1


def test_every_line_is_json_on_its_own():
    assert all(json.loads(line) and line.endswith("\n") for line in exported())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text[:-1], "cut short"),
        (lambda text: text[:-3] + text[-1:], "holds 7 entries and says 9"),
        (lambda text: [*text, text[-2]], "stands after the export's end"),
        (lambda text: [*text[:4], '{"number": 3}\n', *text[5:]], "Line 5 is no entry"),
        (lambda text: [*text[:4], "{\n", *text[5:]], "Line 5 is no JSON"),
        (lambda text: text[1:], "Line 1 is no header"),
        (lambda text: [text[0], "{}\n", *text[2:]], "Line 2 is no head"),
        (lambda text: [], "Line 1 is no header"),
    ],
)
def test_a_file_that_is_no_whole_export_is_told(spoil, words):
    with pytest.raises(ExportFault, match=words):
        list(parsed(spoil(exported())).entries)


def test_an_intact_export_is_said_to_be(tmp_path, capsys):
    assert main([written(tmp_path, exported()), "--public-key", KEY.public_key]) == 0
    told = capsys.readouterr().out
    assert "9 entries read from the beginning, 1 signed heads compared." in told
    assert "The seals were not checked" in told
    assert f"Intact up to entry 9, {WHOLE[-1].hash}." in told


def test_a_part_of_the_ledger_is_checked_from_where_it_begins(tmp_path, capsys):
    part = exported(WHOLE[4:], start=end(WHOLE[:4]))
    assert main([written(tmp_path, part)]) == 0
    assert "5 entries read after entry 4" in capsys.readouterr().out


def test_an_export_that_was_rewritten_is_not_the_one_that_a_kept_head_signed(tmp_path, capsys):
    path = written(tmp_path, exported(rewritten(WHOLE, 3, "{}"), heads=()))
    kept = written(tmp_path, [HEAD.model_dump_json()], "head.json")
    assert main([path, "--head", kept, "--public-key", KEY.public_key]) == 1
    assert "rewritten: entry 6 is not the one that was signed" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_no_verdict(tmp_path, capsys):
    assert main([str(tmp_path / "missing.jsonl")]) == 2
    kept = written(tmp_path, ['{"number": 3}'], "head.json")
    assert main([written(tmp_path, exported()), "--head", kept]) == 2
    assert "head.json is no signed head (hash: Field required)" in capsys.readouterr().err
