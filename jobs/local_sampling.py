"""Explorations over files: samples with a record each, and canonical renders from such records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from jobs.artifacts import digest_of
from jobs.canvas import canvas_picture
from jobs.local_record import LocalRun, indented
from jobs.local_run import InputError, read_within, recipe_from, run_once
from jobs.recipe_params import expectation
from jobs.recipe_text import one_step, with_canonical
from jobs.recipes import Recipe, RecipeError
from jobs.records import JobRecord
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Context, Delivery, Frame, Frozen, Params, StageError
from jobs.stages.generator import checkpoint
from jobs.stages.generator.defaults import spelled_out
from jobs.stages.generator.explore import ExploreDetails, SampleFacts
from jobs.stages.generator.inheritance import canonical_values, seed_repeats
from jobs.stages.generator.params import CanonicalParams, ExploreParams
from jobs.stages.intake import Limits, take_in
from jobs.weights import process_weights

EXPLORE, CANONICAL = "explore", "canonical"
SHEET, RECORD, SOURCE = "sheet.png", "record.json", "source.png"
NO_RECIPE = "none"


class SampleRecord(Frozen):
    """One sample of an exploration: which it is, and the record of the whole exploration."""

    schema_version: Literal["1"] = "1"
    sample: SampleFacts
    picture: str = Field(description="SHA-256 of the sample's PNG")
    record: JobRecord


def explore_recipe(typed: Mapping[str, Any], context: Context) -> Recipe:
    """A recipe of one step, explore, with every param spelled out; raises InputError."""
    params = checked(ExploreParams, typed)
    try:
        found = checkpoint.fetched(context.weights.settings)
        return one_step(EXPLORE, EXPLORE, spelled_out(params, found, canonical=False), "Explore")
    except RecipeError as error:
        raise InputError("\n".join(map(str, error.problems))) from None
    except StageError as error:
        raise InputError(str(error)) from None


def run_exploration(
    recipe: Recipe, context: Context, out: Path, say: Callable[[str], object]
) -> LocalRun:
    """Run it, writing each sample as it comes; then its record, and the whole's sheet and record.

    Nothing of an earlier exploration stays in ``out``.
    """
    params = recipe.steps[0].params
    assert isinstance(params, ExploreParams) and params.width and params.height
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("sample.[0-9]*.*"), out / SHEET, out / RECORD):
        old.unlink(missing_ok=True)
    digests: dict[str, str] = {}

    def keep(delivery: Delivery) -> None:
        data = encode_picture(delivery.picture)
        digests[delivery.name] = digest_of(data)
        (out / f"{delivery.name}.png").write_bytes(data)
        assert isinstance(delivery.facts, SampleFacts)
        say(f"{delivery.name}.png  seed {delivery.facts.seed}")

    picture = canvas_picture(params.width, params.height)
    receiving = replace(context, deliver=keep)
    run = run_once(recipe, Frame(picture, picture), receiving, label=params.prompt[:80])
    (out / SHEET).write_bytes(encode_picture(run.frame.picture))
    (out / RECORD).write_text(indented(run.record), encoding="utf-8")
    for sample in ExploreDetails.model_validate(run.steps[0].details).samples:
        entry = SampleRecord(sample=sample, picture=digests[sample.name], record=run.record)
        (out / f"{sample.name}.json").write_text(indented(entry), encoding="utf-8")
    return run


def read_sample(path: Path, limits: Limits) -> tuple[SampleRecord, Frame, bytes]:
    """A sample's record, its picture from beside it, and that file's bytes, digest verified.

    Raises InputError where one of them is not what it should be.
    """
    try:
        sample = SampleRecord.model_validate_json(read_within(path, limits))
    except ValidationError:
        raise InputError(
            f"{path}: not a sample's record; explore writes one beside each picture, "
            "as sample.000.json."
        ) from None
    beside = path.with_suffix(".png")
    data = read_within(beside, limits)
    if digest_of(data) != sample.picture:
        raise InputError(
            f"{beside}: not the picture that the record tells of (SHA-256 {sample.picture[:12]}…)."
        )
    picture = take_in(data, beside.name, limits).picture
    return sample, Frame(picture, picture), data


def canonical_recipe(sample: SampleRecord, recipe: str, given: Mapping[str, Any]) -> Recipe:
    """The canonical render of a sample in front of a recipe; ``given`` overrides its params.

    Raises InputError with what cannot be.
    """
    asked = ExploreParams.model_validate(sample.record.steps[0].params)
    params = checked(CanonicalParams, {**canonical_values(asked, sample.sample.seed), **given})
    if params.hold == "noise" and not seed_repeats(asked):
        raise InputError(
            f"--hold noise: the exploration sampled with {asked.scheduler}, which adds noise at "
            "each step, so the seed alone does not give this composition again: hold the picture."
        )
    try:
        found = checkpoint.fetched(process_weights().settings)
        whole = spelled_out(params, found, canonical=True)
        if recipe == NO_RECIPE:
            return one_step(CANONICAL, CANONICAL, whole, "Canonical render")
        return with_canonical(whole, recipe_from(recipe, mask_given=False))
    except RecipeError as error:
        raise InputError("\n".join(map(str, error.problems))) from None
    except StageError as error:
        raise InputError(str(error)) from None


P = TypeVar("P", bound=Params)


def checked(kind: type[P], values: Mapping[str, Any]) -> P:
    """The params; raises InputError with a line for each field that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError("\n".join(_fault(kind, detail) for detail in error.errors())) from None


def _fault(kind: type[Params], detail: Mapping[str, Any]) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    message = str(detail["msg"]).removeprefix("Value error, ")
    if not name or detail["type"] == "value_error":
        return f"{name}: {message}." if name else f"{message}."
    given = str(detail["input"])
    shown = given if len(given) <= 40 else f"{given[:40]}…"
    return f"{name} is '{shown}'; expected {expectation(kind, name)}."
