"""From a job's record to the actions that a published file tells of, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from editor.credentials.claims import COMPOSITE, ENHANCED, GENERATED, Told
from jobs.records import JobRecord, StepRecord
from jobs.stage_registry import known_stages
from jobs.stages.published_formats import TITLES, OutputFormat
from jobs.stages.target_profile import TARGET

Words = Callable[[StepRecord], str]
CANONICAL = "canonical"
UNTOLD = {CANONICAL, "gate"}
"""A canonical render is the creation itself, and a gate only looks."""


def told_of(
    record: JobRecord, wanted: OutputFormat, *, sampled: bool, waived: int
) -> tuple[Told, ...]:
    """The actions behind a file, first to last: where it came from, each change, its format.

    A step is an action only where it changed the picture. ``sampled`` says that a model made the
    picture that was picked, and that no picture was opened; ``waived`` is how many of the gate's
    findings a person let pass.
    """
    begun = [_created(record)] if sampled else [_opened()]
    steps = [_step_told(step) for step in record.steps if _changed(step)]
    return (*begun, *steps, *_written(wanted), _published(waived))


def source_type_of(told: tuple[Told, ...]) -> str:
    """IPTC's digital source type of the whole: the strongest that an action has, or none."""
    found = {one.source_type for one in told}
    return next((kind for kind in (GENERATED, COMPOSITE, ENHANCED) if kind in found), "")


def _created(record: JobRecord) -> Told:
    pins = [pin for step in record.steps if step.stage == CANONICAL for pin in step.pins]
    model = next((pin for pin in pins if pin.role == "denoiser"), None)
    return Told(
        action="c2pa.created",
        words="A generative model drew it from a text.",
        source_type=GENERATED,
        agent=model.id if model else "",
        agent_version=model.version if model else "",
    )


def _opened() -> Told:
    return Told(action="c2pa.opened", words="It began with a picture that a person brought.")


def _changed(step: StepRecord) -> bool:
    return step.stage not in UNTOLD and step.outputs.get("picture") != step.inputs.get("picture")


def _step_told(step: StepRecord) -> Told:
    action, words, source_type = STEPS.get(step.stage, ("c2pa.edited", _titled, _source_of))
    return Told(
        action=action,
        words=words(step),
        source_type=source_type(step),
        agent=f"imprimatur {step.stage}",
        agent_version=step.stage_version,
    )


def _written(wanted: OutputFormat) -> Iterator[Told]:
    if wanted.longest_side:
        words = f"It was scaled to at most {wanted.longest_side} pixels a side."
        yield Told(action="c2pa.resized", words=words)
    name = TITLES[wanted.format]
    how = name if wanted.format == "png" else f"{name}, quality {wanted.quality}"
    yield Told(action="c2pa.converted", words=f"It was written as {how}.")


def _published(waived: int) -> Told:
    checked = "It passed the automatic checks"
    if waived:
        findings = "1 finding" if waived == 1 else f"{waived} findings"
        checked += f", save for {findings} that a person answered for"
    words = f"{checked}, and a person other than its maker approved it."
    return Told(action="c2pa.published", words=words)


def _titled(step: StepRecord) -> str:
    stage = known_stages().get(step.stage)
    return f"{stage.title if stage else step.stage} changed it."


def _replaced(step: StepRecord) -> str:
    lines = sum(region.source in {"ocr", "residual"} for region in step.regions)
    others = len(step.regions) - lines
    parts = []
    if lines:
        parts.append("1 line of text" if lines == 1 else f"{lines} lines of text")
    if others:
        parts.append("1 marked area" if others == 1 else f"{others} marked areas")
    if not parts:
        return "A marked area was filled in from the picture around."
    verb = "was" if len(step.regions) == 1 else "were"
    return f"{' and '.join(parts)} {verb} filled in from the picture around."


def _enlarged(step: StepRecord) -> str:
    times = step.params.get("scale")
    return f"It was enlarged {times} times by a neural network." if times else _titled(step)


def _crisper(step: StepRecord) -> str:
    aimed = " Its colour and contrast were changed." if step.params.get(TARGET) else ""
    return f"A neural network made its detail crisper.{aimed}"


def _saying(text: str) -> Words:
    return lambda step: text


def _source_of(step: StepRecord) -> str:
    """A composite where a trained model filled something in; else corrected by an algorithm."""
    return COMPOSITE if _filled_by_model(step) else ENHANCED


def _filled_by_model(step: StepRecord) -> bool:
    if "modelled" in step.details:
        return bool(step.details["modelled"])
    return any(pin.role == "inpainter" for pin in step.pins)


STEPS: dict[str, tuple[str, Words, Words]] = {
    "inpaint": ("c2pa.edited", _replaced, _source_of),
    "remove_object": (
        "c2pa.edited",
        _saying("Something was taken out, and the picture around was continued over it."),
        _source_of,
    ),
    "look_again": (
        "c2pa.edited",
        _saying("A second look found traces of text, which were filled in as well."),
        _source_of,
    ),
    "unblend": (
        "c2pa.edited",
        _saying("See-through marks or letters were taken off what lay beneath them."),
        _source_of,
    ),
    "denoise": (
        "c2pa.enhanced",
        _saying("Noise was smoothed without softening edges."),
        _source_of,
    ),
    "upscale": ("c2pa.resized", _enlarged, _source_of),
    "remove_halos": (
        "c2pa.enhanced",
        _saying("Halos that enlarging left beside edges were taken out."),
        _source_of,
    ),
    "enhance": ("c2pa.enhanced", _crisper, _source_of),
}
"""Each stage's change in C2PA's words and in people's; any other is an edit by its title."""
