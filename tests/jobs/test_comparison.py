"""Records side by side: the first difference on the path from prompt to picture is named."""

import json

import pytest
from django.core.management import call_command

from jobs.comparison import Comparison, compare
from jobs.models import Job
from jobs.records import JobRecord, job_record
from jobs.stages.contract import Pin
from jobs.stages.generator.conditioning import Conditioning, Sampler, Token, TokenizedText
from tests.jobs import small_stages
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)

SHA = "a" * 64
PARTS = ("tokenizer", "encoder", "denoiser", "autoencoder", "sampler", "library")


def conditioning(**more) -> Conditioning:
    tokens = (Token(text="a", id=1, kept=True), Token(text="jug", id=2, kept=False))
    values = {
        "checkpoint": "tiny",
        "revision": "",
        "prompt": "a jug",
        "negative_prompt": "",
        "width": 64,
        "height": 64,
        "steps": 8,
        "guidance_scale": 4.0,
        "texts": (
            TokenizedText(
                tokenizer="tokenizer",
                of="prompt",
                text="a jug",
                limit=3,
                tokens=tokens,
                dropped=("jug",),
            ),
        ),
        "encoders": (),
        "tokenizers": (),
        "sampler": Sampler(
            name="ddim",
            title="DDIM",
            class_name="DDIMScheduler",
            version="1",
            stochastic=False,
            config={"beta_start": 0.1, "set_alpha_to_one": True},
            config_sha256=SHA,
        ),
        "embedding_sha256": SHA,
        "negative_embedding_sha256": SHA,
    }
    return Conditioning(**{**values, **more})


def pins(**versions: str) -> tuple[Pin, ...]:
    return tuple(
        Pin(role=role, id=f"tiny/{role}", version=versions.get(role, "1"), sha256=SHA)
        for role in PARTS
    )


def sampled(record: JobRecord, *, pinned=(), seed: int = 5, **more) -> JobRecord:
    """The record as if its first step had sampled a prompt."""
    first, *rest = record.steps
    details = {
        "conditioning": conditioning(**more).model_dump(mode="json"),
        "seed": seed,
        "hold": "noise",
    }
    changed = first.model_copy(update={"details": details, "pins": pinned or pins()})
    return record.model_copy(update={"steps": (changed, *rest)})


@pytest.fixture
def record() -> JobRecord:
    return job_record(work(ask("step: paint", "step: mark", "step: judge")))


def sections(found: Comparison) -> list[str]:
    return list(dict.fromkeys(row.section for row in found.rows))


def test_the_path_goes_from_the_prompt_to_the_last_picture(record) -> None:
    assert sections(compare(sampled(record), sampled(record))) == [
        *("Prompt", "Tokens", "Encoder", "Noise", "Denoiser", "Sampler", "Autoencoder"),
        *("Environment", "Step 1, paint", "Step 2, mark", "Step 3, judge"),
    ]


def test_the_same_record_has_no_difference(record) -> None:
    found = compare(sampled(record), sampled(record))
    assert found.same
    assert found.differences == ()
    assert found.lines()[0].startswith("The same in all")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"prompt": "a cup"}, "conditioning.prompt"),
        ({"negative_prompt": "blur"}, "conditioning.negative_prompt"),
        ({"texts": ()}, "conditioning.tokens.tokenizer.prompt"),
        ({"pinned": pins(tokenizer="2")}, "pins.tokenizer"),
        ({"pinned": pins(encoder="2")}, "pins.encoder"),
        ({"embedding_sha256": "b" * 64}, "conditioning.embedding_sha256"),
        ({"seed": 6}, "noise.seed"),
        ({"checkpoint": "other"}, "conditioning.checkpoint"),
        ({"pinned": pins(denoiser="2")}, "pins.denoiser"),
        ({"steps": 9}, "conditioning.steps"),
        ({"guidance_scale": 5.0}, "conditioning.guidance_scale"),
        ({"width": 128}, "conditioning.width"),
        ({"pinned": pins(autoencoder="2")}, "pins.autoencoder"),
        ({"pinned": pins(library="2")}, "step.0.pins.library.tiny/library"),
    ],
)
def test_the_first_difference_is_named(record, change: dict, path: str) -> None:
    found = compare(sampled(record), sampled(record, **change))
    assert found.first_difference is not None
    assert found.first_difference.path == path


def test_what_comes_first_takes_effect_first(record) -> None:
    other = sampled(record, pinned=pins(autoencoder="2", encoder="2"), steps=9, seed=6)
    found = compare(sampled(record), other)
    assert [row.path for row in found.differences] == [
        *("pins.encoder", "noise.seed", "conditioning.steps", "pins.autoencoder")
    ]


def test_another_sampler_is_told_by_its_configuration(record) -> None:
    sampler = conditioning().sampler.model_copy(
        update={"config": {"beta_start": 0.2, "beta_end": 1}, "config_sha256": "b" * 64}
    )
    found = compare(sampled(record), sampled(record, sampler=sampler))
    assert [(row.title, row.one, row.other) for row in found.differences] == [
        ("Configuration (SHA-256)", SHA, "b" * 64),
        ("beta_start", "0.1", "0.2"),
        ("beta_end", None, "1"),
        ("set_alpha_to_one", "true", None),
    ]


def test_dropped_tokens_are_marked(record) -> None:
    (row,) = [row for row in compare(sampled(record), record).rows if row.section == "Tokens"]
    assert row.one == "2, 1 of them dropped: a [jug] (ids 1 2)"
    assert row.other is None


def test_without_a_generating_step_the_path_begins_at_the_source() -> None:
    one, other = (job_record(work(ask("step: invert", picture=number))) for number in (1, 2))
    found = compare(one, other)
    assert found.rows[0].path == "source"
    assert found.first_difference == found.rows[0]


def test_a_later_steps_param_is_named_with_its_step() -> None:
    one = job_record(work(ask("step: mark", "step: invert")))
    other = job_record(work(ask("step: mark", "step: invert\n    params: {hint: sky}")))
    found = compare(one, other)
    assert [row.path for row in found.differences] == ["step.1.params.hint"]
    assert found.lines()[0] == "First difference: Step 2, invert, hint."


def test_a_changed_pin_is_named_before_the_picture_that_it_changed(monkeypatch) -> None:
    one = job_record(work(ask("step: paint")))
    monkeypatch.setitem(small_stages.VERSIONS, "brush", "2")
    other = job_record(work(ask("step: paint")))
    assert [row.path for row in compare(one, other).differences] == [
        *("step.0.pins.denoiser.brush", "step.0.outputs.picture", "step.0.outputs.source")
    ]


def test_another_processor_is_named(record) -> None:
    first, *rest = record.steps
    print_ = first.fingerprint.model_copy(update={"processor": "another"})
    other = record.model_copy(
        update={"steps": (first.model_copy(update={"fingerprint": print_}), *rest)}
    )
    found = compare(record, other)
    assert found.first_difference is not None
    assert found.first_difference.path == "fingerprint.processor"


def test_an_unfinished_jobs_record_is_compared_as_far_as_it_goes(record) -> None:
    waiting = job_record(ask("step: paint", "step: mark", "step: judge", picture=3))
    found = compare(record, waiting)
    assert not found.same
    assert all(row.other is None for row in found.rows)


def run(capsys, *arguments: object) -> tuple[int, str]:
    try:
        call_command("compare_records", *map(str, arguments))
    except SystemExit as exit_:
        printed = capsys.readouterr()
        return int(exit_.code or 0), printed.out + printed.err
    return 0, capsys.readouterr().out


def test_the_command_takes_jobs_and_files_and_runs_nothing(capsys, record, tmp_path) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(record.to_bytes())
    jobs = Job.objects.count()
    assert run(capsys, file, record.job)[0] == 0
    file.write_bytes(sampled(record, seed=9).to_bytes())
    code, text = run(capsys, file, record.job)
    assert (code, text.splitlines()[0]) == (
        3,
        "First difference: Beginning, Source picture (SHA-256).",
    )
    assert Job.objects.count() == jobs


def test_the_command_takes_a_samples_record(capsys, record, tmp_path) -> None:
    file = tmp_path / "sample.000.json"
    file.write_text(json.dumps({"sample": {}, "record": record.model_dump(mode="json")}))
    assert run(capsys, file, record.job)[0] == 0


def test_the_command_refuses_what_is_no_record(capsys, record) -> None:
    code, text = run(capsys, record.job, "nothing.json")
    assert code == 2
    assert "there is no such file" in text


def test_the_commands_rows_can_be_read_by_programs(capsys, record) -> None:
    code, text = run(capsys, record.job, record.job, "--json")
    assert (code, json.loads(text)["rows"][0]["path"]) == (0, "source")
