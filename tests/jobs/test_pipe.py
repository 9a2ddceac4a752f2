"""One stage at a time over envelopes."""

import json

import numpy as np
import pytest

from jobs import pipe, recipes
from jobs.local_run import InputError
from jobs.records import JobRecord
from jobs.stage_registry import known_stages
from jobs.stages.codec import decode_picture
from jobs.stages.contract import Context
from jobs.stages.weights import Weights
from tests.jobs.test_envelope import begun

CONTEXT = Context(weights=Weights())


def step(opened, name, **params):
    stage = known_stages()[name]
    return pipe.advance(opened, stage, stage.params(**params), CONTEXT)


def test_each_step_adds_its_record():
    done = step(step(begun(), "mark", size=3), "invert")
    assert [record.stage for record in done.records] == ["mark", "invert"]
    assert done.head.records == ("records/000-mark.json", "records/001-invert.json")


def test_what_one_step_gives_is_what_the_next_records_as_its_input():
    marked = step(begun(), "mark")
    inverted = step(marked, "invert")
    assert inverted.records[1].inputs["mask"] == marked.records[0].outputs["mask"]
    assert inverted.records[1].inputs["source"] == begun().head.digests["source"]


def test_a_step_that_needs_a_mask_says_where_one_comes_from():
    with pytest.raises(InputError, match="a mask is needed and the envelope has none"):
        step(begun(), "fill")


def test_the_pipe_can_be_run_again_as_a_recipe():
    done = step(step(begun(), "mark", size=3), "invert", hint="dusk")
    recipe = recipes.parse(pipe.recipe_so_far(done.records))
    assert [item.stage.name for item in recipe.steps] == ["mark", "invert"]
    assert recipe.steps[1].params.hint == "dusk"


def test_the_seed_holds_until_it_is_given_anew():
    assert pipe.with_run_options(begun(), None, None).head.seed == 7
    assert pipe.with_run_options(begun(), 9, None).head.seed == 9


def test_the_end_leaves_picture_mask_and_record(tmp_path):
    done = step(begun(), "invert")
    pipe.finish(done, tmp_path / "out" / "final.png")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["final.mask.png", "final.png", "final.record.json"]
    final = decode_picture((tmp_path / "out" / "final.png").read_bytes())
    assert np.array_equal(final.pixels, done.frame.picture.pixels)


def test_the_record_is_of_the_jobs_schema(tmp_path):
    pipe.finish(step(begun(), "invert"), tmp_path / "final.png")
    record = JobRecord.model_validate(json.loads((tmp_path / "final.record.json").read_text()))
    assert record.job is None
    assert record.recipe.name == "pipe"
    assert record.result == record.steps[-1].outputs["picture"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"--out .*final\.png: cannot be written"):
        pipe.finish(step(begun(), "invert"), tmp_path / "file" / "final.png")
