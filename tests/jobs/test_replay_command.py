"""``replay RECORD_OR_JOB``: plain words, an exit code, and a database left alone."""

import json

import pytest
from django.core.management import call_command

from jobs.artifacts import digest_of
from jobs.canvas import canvas_picture
from jobs.models import Artifact, Event, Job
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Picture
from tests.jobs import small_stages
from tests.jobs.trials import ask, pipeline, pixels, work

pytestmark = pytest.mark.django_db(transaction=True)

IDENTICAL = "Identical: every output of every step has the same bytes.\n"


@pytest.fixture
def told(capsys):
    def run(*arguments: object) -> tuple[int, str]:
        try:
            call_command("replay", *map(str, arguments))
        except SystemExit as exit_:
            printed = capsys.readouterr()
            return int(exit_.code or 0), printed.out + printed.err
        return 0, capsys.readouterr().out

    return run


@pytest.fixture
def recorded(tmp_path, capsys):
    """A folder as run_recipe leaves it, and the photo beside it."""

    def run(*steps: str, mask: bool = False):
        recipe, photo = tmp_path / "trial.yaml", tmp_path / "photo.png"
        recipe.write_text(pipeline(*steps))
        photo.write_bytes(encode_picture(Picture(pixels())))
        more = []
        if mask:
            drawn = tmp_path / "drawn.png"
            plane = pixels()[..., 0] // 128 * 255
            drawn.write_bytes(encode_plane(plane))
            more = ["--mask", str(drawn)]
        with pytest.raises(SystemExit) as exit_:
            call_command(
                *("run_recipe", str(recipe), "--source", str(photo), "--out", str(tmp_path)), *more
            )
        assert not exit_.value.code
        capsys.readouterr()
        return tmp_path / "photo" / "record.json"

    return run


def test_a_job_of_the_database_is_run_again_without_a_trace_in_it(told) -> None:
    job = work(ask("step: paint", "step: mark", "step: fill", mask=False, seed=3))
    before = [model.objects.count() for model in (Job, Event, Artifact)]
    assert told(job.id) == (0, IDENTICAL)
    assert [model.objects.count() for model in (Job, Event, Artifact)] == before


def test_a_job_with_a_drawn_mask_is_run_again(told) -> None:
    assert told(work(ask("step: fill", mask=True)).id) == (0, IDENTICAL)


def test_a_record_is_run_again_with_the_source_that_is_given(told, recorded) -> None:
    record = recorded("step: invert", "step: judge")
    photo = record.parents[1] / "photo.png"
    assert told(record, "--source", photo) == (0, IDENTICAL)
    assert told(record.parent, "--source", photo) == (0, IDENTICAL)


def test_a_source_beside_the_record_is_found_by_its_digest(told, recorded) -> None:
    record = recorded("step: invert")
    (record.parents[1] / "photo.png").rename(record.parent / "anything.png")
    assert told(record) == (0, IDENTICAL)


def test_a_canvas_needs_no_file(told, recorded) -> None:
    record = recorded("step: paint")
    said = json.loads(record.read_text())
    said["source"] = digest_of(encode_picture(canvas_picture(128, 128)))
    record.write_text(json.dumps(said))
    code, text = told(record)
    assert code == 3
    assert "picture: " in text


def test_without_the_source_it_is_refused(told, recorded) -> None:
    record = recorded("step: invert")
    code, text = told(record)
    assert code == 2
    assert "give it with --source FILE" in text


def test_another_picture_than_the_records_is_refused(told, recorded, tmp_path) -> None:
    record = recorded("step: invert")
    other = tmp_path / "other.png"
    other.write_bytes(encode_picture(Picture(pixels(9))))
    code, text = told(record, "--source", other)
    assert code == 2
    assert "is not the picture that the record began with" in text


def test_a_drawn_mask_is_asked_for_and_checked(told, recorded) -> None:
    record = recorded("step: fill", mask=True)
    photo, drawn = (record.parents[1] / name for name in ("photo.png", "drawn.png"))
    (record.parent / "mask.png").unlink()
    code, text = told(record, "--source", photo)
    assert (code, "give it with --mask FILE" in text) == (2, True)
    assert told(record, "--source", photo, "--mask", drawn) == (0, IDENTICAL)
    other = record.parents[1] / "other.png"
    other.write_bytes(encode_plane(pixels(5)[..., 0] // 128 * 255))
    code, text = told(record, "--source", photo, "--mask", other)
    assert (code, "is not the mask" in text) == (2, True)


def test_a_changed_model_is_named_and_measured(told, monkeypatch) -> None:
    job = work(ask("step: paint"))
    monkeypatch.setitem(small_stages.VERSIONS, "brush", "2")
    code, text = told(job.id)
    assert code == 3
    assert "pin denoiser brush was 1 (111111111111) and is 2 (222222222222)" in text
    assert "picture: PSNR 28.13 dB" in text


def test_a_model_that_is_gone_is_refused_politely(told, monkeypatch) -> None:
    job = work(ask("step: paint"))
    monkeypatch.setitem(small_stages.VERSIONS, "brush", "")
    code, text = told(job.id)
    assert code == 2
    assert f"It ran with denoiser brush 1 (SHA-256 {'1' * 64})" in text


def test_the_verdict_can_be_read_by_programs(told) -> None:
    code, text = told(work(ask("step: mark")).id, "--json")
    said = json.loads(text)
    assert (code, said["status"], said["replay"]) == (0, "identical", None)


def test_what_the_new_run_gives_can_be_kept(told, tmp_path) -> None:
    assert told(work(ask("step: paint")).id, "--out", tmp_path / "again")[0] == 0
    assert {path.name for path in (tmp_path / "again").iterdir()} == {
        *("proof.png", "mask.png", "record.json", "verdict.json"),
        *(f"sample.00{index}.png" for index in range(3)),
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("nothing", "there is no such file, and it is no job's id"),
        ("00000000-0000-0000-0000-000000000000", "the database has no job with this id"),
    ],
)
def test_what_is_neither_record_nor_job_is_refused(told, given: str, expected: str) -> None:
    code, text = told(given)
    assert code == 2
    assert expected in text


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema_version": "2"}', "\x00"])
def test_a_file_that_is_no_record_is_refused(told, tmp_path, content: str) -> None:
    path = tmp_path / "record.json"
    path.write_text(content)
    code, text = told(path)
    assert code == 2
    assert "is not a job's record" in text


def test_an_unfinished_job_is_refused(told) -> None:
    code, text = told(ask("step: invert").id)
    assert code == 2
    assert "only a finished one" in text
