"""Recipes run over files in this process: no queue, no database, the stages' own records."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobs import recipes
from jobs.execute import Recorded, run_recipe
from jobs.local_record import LocalRun, indented
from jobs.recipes import Recipe, RecipeError
from jobs.records import RecipeReference
from jobs.s3_addresses import Address
from jobs.s3_objects import SourceError
from jobs.s3_sources import fetch
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Context, Frame, StageError
from jobs.stages.drawn_mask import take_in_mask
from jobs.stages.gate.report import GateReport
from jobs.stages.intake import Limits, take_in
from jobs.stages.intake_formats import FORMATS

PROOF, MASK, RECORD, GATE = "proof.png", "mask.png", "record.json", "gate.json"
SUFFIXES = tuple(suffix for kind in FORMATS.values() for suffix in kind.suffixes)


Given = Path | Address
"""Where a picture is read from: a file, or an object in a bucket that may be read."""


class InputError(Exception):
    """Something given cannot be used; the text names the file or the option."""


@dataclass(frozen=True)
class Outcome:
    """What became of one picture: the gate's report, or why there is no proof."""

    source: Path
    folder: Path | None
    report: GateReport | None = None
    error: str = ""

    @property
    def failed_gate(self) -> bool:
        """True when a gate looked at the proof and refused it."""
        return self.report is not None and self.report.verdict == "fail"


def recipe_from(name_or_file: str, *, mask_given: bool) -> Recipe:
    """A shipped recipe by its name, or the one in a file; raises InputError with every fault."""
    path = Path(name_or_file)
    try:
        if name_or_file in recipes.SHIPPED:
            return recipes.load(name_or_file)
        text = read_text(path)
        return recipes.parse(text, name=path.stem, mask_given=mask_given)
    except RecipeError as error:
        faults = "\n".join(f"{name_or_file}: {problem}" for problem in error.problems)
        raise InputError(faults) from None


def read_text(path: Path) -> str:
    """A recipe file's text."""
    if not path.is_file():
        known = ", ".join(recipes.names())
        raise InputError(f"{path}: no such recipe file, and no recipe has that name ({known}).")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as text ({error}).") from None


def sources_in(source: Path) -> list[Path]:
    """The file itself, or a folder's pictures by name."""
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise InputError(f"--source {source}: there is no such file or folder.")
    found = sorted(path for path in source.iterdir() if is_picture(path))
    if not found:
        raise InputError(f"--source {source}: holds no picture ({', '.join(SUFFIXES)}).")
    return found


def is_picture(path: Path) -> bool:
    """True for a file whose name says that it is a picture, unless it is hidden."""
    named = path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    return named and path.is_file()


def folders_for(sources: Sequence[Path], out: Path) -> dict[Path, Path]:
    """A folder for each picture: its stem, or its whole name where pictures share a stem."""
    stems = Counter(source.stem for source in sources)
    return {
        source: out / (source.stem if stems[source.stem] == 1 else source.name)
        for source in sources
    }


def run_files(
    recipe: Recipe,
    folders: dict[Path, Path],
    context: Context,
    limits: Limits,
    mask: Path | None = None,
) -> Iterator[Outcome]:
    """Run the recipe over every picture and write what came of it; models are loaded once."""
    for source, folder in folders.items():
        try:
            frame = read_frame(source, mask, limits)
            run = run_once(recipe, frame, context, label=source.name)
            yield written(run, source, folder)
        except (StageError, InputError) as error:
            yield Outcome(source, None, error=f"{source}: {error}")
        except OSError as error:
            yield Outcome(source, None, error=f"{source}: {error.strerror or error}")


def run_once(recipe: Recipe, frame: Frame, context: Context, *, label: str) -> LocalRun:
    """Run a recipe over one frame."""
    return as_run(
        recipe, tuple(run_recipe(recipe, frame, context, asked_by=person())), context, label=label
    )


def as_run(
    recipe: Recipe, recorded: Sequence[Recorded], context: Context, *, label: str
) -> LocalRun:
    """The steps that a recipe's run gave as one run."""
    began = recorded[0].record.inputs
    return LocalRun(
        label=label,
        asked_by=person(),
        recipe=RecipeReference(name=recipe.name, sha256=recipe.sha256),
        recipe_text=recipe.text,
        seed=context.seed,
        deterministic=context.deterministic,
        inputs=began,
        frame=recorded[-1].frame,
        steps=tuple(step.record for step in recorded),
    )


def read_frame(source: Given, mask: Given | None, limits: Limits) -> Frame:
    """Take a picture in from a file or a bucket, with a drawn mask when there is one."""
    picture = take_in(read_within(source, limits), source.name, limits).picture
    plane = None
    if mask is not None:
        try:
            plane = take_in_mask(read_within(mask, limits), picture.size, limits)
        except StageError as error:
            raise InputError(f"--mask {mask}: {error}") from None
    return Frame(picture=picture, source=picture, mask=plane)


def read_within(given: Given, limits: Limits) -> bytes:
    """A file's bytes, one more than allowed at most: intake words the refusal; or an object's."""
    if isinstance(given, Address):
        try:
            return fetch(str(given), limits.max_bytes).data
        except SourceError as error:
            raise InputError(str(error)) from None
    if not given.is_file():
        raise InputError(f"{given}: there is no such file.")
    with given.open("rb") as file:
        return file.read(limits.max_bytes + 1)


def person() -> str:
    """Who runs the command, by the name of the machine's account."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def written(run: LocalRun, source: Path, folder: Path) -> Outcome:
    """Write proof, mask, record and the gate's report; nothing of an earlier run stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (PROOF, MASK, RECORD, GATE):
        (folder / name).unlink(missing_ok=True)
    report = run.gate_report
    (folder / PROOF).write_bytes(encode_picture(run.frame.picture))
    (folder / MASK).write_bytes(encode_plane(run.replaced))
    (folder / RECORD).write_text(indented(run.record), encoding="utf-8")
    if report is not None:
        (folder / GATE).write_text(indented(report), encoding="utf-8")
    return Outcome(source, folder, report)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """2 when an input was bad, 3 when a gate refused a proof, 0 when all is well."""
    if any(outcome.error for outcome in outcomes):
        return 2
    return 3 if any(outcome.failed_gate for outcome in outcomes) else 0


def summary(outcome: Outcome, seconds: float) -> str:
    """One line about a picture, for people."""
    if outcome.error:
        return outcome.error
    verdict = "not gated" if outcome.report is None else outcome.report.verdict
    line = f"{outcome.source.name}: {verdict}, {seconds:.1f} s, {outcome.folder}"
    return f"{line} ({failed_checks(outcome.report)})" if outcome.failed_gate else line


def failed_checks(report: GateReport | None) -> str:
    """The titles of the checks that failed."""
    checks = () if report is None else report.checks
    return ", ".join(check.title for check in checks if check.verdict == "fail")
