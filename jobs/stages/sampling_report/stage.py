"""The stage ``compare_sampling``: an exploratory and a deterministic way of sampling, compared.

The design. A published comparison reports that an exploratory sampler gave 28 % more novelty and
42 % more failed watermark checks than "a deterministic pass on identical prompts", and leaves
open what that pass varied. Two readings are possible:

- *One seed for all.* Then every picture of a prompt is the same one, its novelty is 0, and every
  ratio to it is undefined: no percentage could come of it.
- *One seed a picture, and nothing random after it.* The initial noise differs from picture to
  picture and the way from there is fixed: non-ancestral scheduler, eta 0, batch 1.

The second is chosen, since it is the canonical render's own and the only one that can give such
figures. Both arms then have the same prompts, seeds, embeddings, steps, guidance and size, so a
seed's two pictures begin with the same noise, and what differs is the sampling: the scheduler with
its noise at each step, and drawing in batches. By default the schedulers are those that the studio
takes for exploring and for the canonical render; they may differ in order as well, so asking for
``euler_ancestral`` against ``euler`` isolates the noise alone.

What it cannot show: how another checkpoint or another world of prompts behaves; what a mark
without letters does, since the detector reads; whether a difference in novelty is worth having.
Equal steps are not equal effort: a stochastic scheduler removes less noise in the same steps.

The prompt is the independent unit (see ``statistics``); seeds are drawn anew for each, so that
prompts share no noise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jobs.stages import perceptual_hash, text_reader
from jobs.stages.contract import (
    Context,
    Delivery,
    Details,
    Frame,
    Pin,
    Pixels,
    Queue,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.gate.residual_text import CHECK
from jobs.stages.generator import checkpoint as checkpoints
from jobs.stages.generator import component_pins
from jobs.stages.generator.canonical import sha256_of
from jobs.stages.generator.defaults import misfit
from jobs.stages.pinning import NUMPY, OPENCV
from jobs.stages.sampling_report import arms, contrasts, detection, sheets, wording
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import (
    Arm,
    ArmSettings,
    PromptRow,
    SampleRow,
    SamplingReport,
)
from jobs.stages.sampling_report.statistics import BOOTSTRAP_SEED, RESAMPLES, draws, mean
from jobs.stages.weights import Weights, WeightsSettings

HOURS = 3600.0
DRAWING = 0.9
"""How much of a picture's time goes into drawing it, the rest into reading it; for progress."""


class SheetFacts(Details):
    """What a contact sheet shows."""

    prompt: str
    index: int


@dataclass
class _Collected:
    """What has been drawn so far."""

    samples: list[SampleRow] = field(default_factory=list)
    prompts: list[PromptRow] = field(default_factory=list)
    pairs: list[tuple[sheets.Cell, sheets.Cell]] = field(default_factory=list)


def run(frame: Frame, params: CompareSamplingParams, context: Context) -> Result:
    """Draw both arms, read every picture, and compare; the picture is a pair of each prompt."""
    refused = refusal(params, context.weights.settings)
    if refused:
        raise StageError(refused)
    context.progress(0.0, "loading the checkpoint")
    sampler = arms.sampler(params, context)
    collected = _Collected()
    for index in range(len(params.prompts)):
        prompt = sampler.prompt(index)
        _one_prompt(sampler, prompt, index, collected)
    context.progress(1.0, "comparing")
    overview = sheets.overview(collected.pairs)
    return Result(Frame(overview, frame.source), _report(sampler, prompt, collected))


def _one_prompt(
    sampler: arms.Sampler, prompt: arms.Prompt, index: int, collected: _Collected
) -> None:
    cells: list[sheets.Cell] = []
    rows: list[SampleRow] = []
    for arm in Arm:
        watch = _watch(sampler, index)
        for place, pixels in enumerate(sampler.draw(prompt, arm, watch)):
            row, cell = _looked_at(pixels, prompt, arm, (index, place), sampler.context)
            rows.append(row)
            cells.append(cell)
    name = f"sheet.{index:03d}"
    if name not in sampler.context.delivered:
        headings = _headings(sampler.settings(prompt))
        sheet = sheets.prompt_sheet(prompt.text, cells, headings)
        facts = SheetFacts(prompt=prompt.text, index=index)
        sampler.context.deliver(Delivery(name, sheet, facts))
    collected.samples += rows
    collected.prompts.append(
        contrasts.prompt_row(prompt.text, rows, dropped=prompt.dropped, sheet=name)
    )
    collected.pairs.append((cells[0], cells[len(prompt.seeds)]))


def _looked_at(
    pixels: Pixels, prompt: arms.Prompt, arm: Arm, at: tuple[int, int], context: Context
) -> tuple[SampleRow, sheets.Cell]:
    index, place = at
    seed = prompt.seeds[place]
    found = detection.read(pixels, context)
    row = SampleRow(
        prompt=index,
        arm=arm,
        index=place,
        seed=seed,
        phash=perceptual_hash.phash(pixels),
        pixels_sha256=sha256_of(pixels),
        confidence=round(found.confidence, 4),
        failed=found.failed,
        read=found.read,
    )
    return row, sheets.Cell(arm, pixels, seed, found.failed, " ".join(found.read))


def _watch(sampler: arms.Sampler, index: int) -> arms.Watch:
    """Say after each denoising step how far the whole is; the job may stop there."""
    params, context = sampler.params, sampler.context
    total = len(params.prompts) * params.count * len(Arm)

    def watch(arm: Arm, drawn: float) -> None:
        before = (index * len(Arm) + list(Arm).index(arm)) * params.count
        note = f"prompt {index + 1} of {len(params.prompts)}, {arm.value}"
        context.progress((before + DRAWING * drawn) / total, note)

    return watch


def _headings(settings: dict[Arm, ArmSettings]) -> dict[Arm, str]:
    drawn = {1: "one by one"}
    return {
        arm: f"{arm.value.capitalize()}: {one.scheduler}, "
        f"{drawn.get(one.batch_size, f'{one.batch_size} at a time')}"
        for arm, one in settings.items()
    }


def _report(sampler: arms.Sampler, prompt: arms.Prompt, collected: _Collected) -> SamplingReport:
    """``prompt`` is any of them: what it was drawn with holds for all."""
    resampled = draws(len(collected.prompts))
    conditioning = prompt.drawings[Arm.DETERMINISTIC].conditioning
    pictures = len(collected.prompts) * sampler.params.count
    return SamplingReport(
        count=sampler.params.count,
        width=conditioning.width,
        height=conditioning.height,
        steps=conditioning.steps,
        guidance_scale=conditioning.guidance_scale,
        negative_prompt=conditioning.negative_prompt,
        arms=sampler.settings(prompt),
        threshold=detection.THRESHOLD,
        novelty=contrasts.novelty(collected.prompts, resampled),
        failures=contrasts.failures(collected.prompts, pictures, resampled),
        apart=mean([row.apart for row in collected.prompts], resampled),
        pairs=contrasts.pairs(collected.samples),
        prompts=tuple(collected.prompts),
        samples=tuple(collected.samples),
        notes=tuple(sampler.notes),
        design=wording.DESIGN,
        resamples=RESAMPLES,
        bootstrap_seed=BOOTSTRAP_SEED,
    )


def refusal(params: CompareSamplingParams, settings: WeightsSettings) -> str | None:
    """Why this cannot run here, or None."""
    if not params.prompts:
        return "prompts is empty: give at least one prompt."
    try:
        found = checkpoints.here(settings)
        if found is None:
            return None
        schedulers = {arm: arms.scheduler_of(params, found, arm) for arm in Arm}
    except StageError as error:
        return str(error)
    for name in schedulers.values():
        refused = misfit(arms.sampling_params(params, params.prompts[0], name), found)
        if refused:
            return refused
    return None


def pins(params: CompareSamplingParams, weights: Weights) -> tuple[Pin, ...]:
    """The checkpoint's parts, both samplers, and what reads and measures the pictures."""
    found = checkpoints.here(weights.settings)
    chosen = {arm: None if found is None else arms.scheduler_of(params, found, arm) for arm in Arm}
    generator = (
        *component_pins.pins(chosen[Arm.EXPLORATORY], weights, canonical=False),
        *component_pins.pins(chosen[Arm.DETERMINISTIC], weights, canonical=True),
    )
    check = Pin(role="check", id=CHECK.name, version=CHECK.version)
    readers = *text_reader.pins(), *text_reader.second_pins()
    return tuple(dict.fromkeys((*generator, *readers, check, OPENCV, NUMPY)))


STAGE = Stage(
    name="compare_sampling",
    version="2",
    title="Compare sampling",
    summary="Draws the same prompts and seeds with and without noise at each step, and compares "
    "how different the pictures are and how often text can be read on them.",
    queue=Queue.GENERATE,
    params=CompareSamplingParams,
    details=SamplingReport,
    run=run,
    pins=pins,
    gives=frozenset({Role.PICTURE}),
    deterministic=False,
    timeout=12 * HOURS,
    refusal=refusal,
)
