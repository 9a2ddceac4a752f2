"""Draws the pictures of both arms with the generator's own functions, prompt by prompt.

Both arms of a prompt share its embeddings, its seeds, steps, guidance and size. The exploratory
arm draws them in batches with a sampler that adds noise at each step, as exploring does; the
deterministic arm one by one with a sampler that adds none, at eta 0 and with PyTorch held to
algorithms that repeat, as a canonical render does. A seed gives the same initial noise in both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from jobs.stages.contract import Context, Pixels, StageError
from jobs.stages.generator import defaults, loading, memory_shortage, schedulers
from jobs.stages.generator.checkpoint import Checkpoint
from jobs.stages.generator.conditioning import Conditioning, planned
from jobs.stages.generator.determinism import deterministic_algorithms
from jobs.stages.generator.encoding import encode
from jobs.stages.generator.explore import seeds_for
from jobs.stages.generator.params import ExploreParams, SamplingParams
from jobs.stages.generator.sampling import AfterStep, Drawing, draw
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import Arm, ArmSettings

Watch = Callable[[Arm, float], None]
"""Takes the arm and how many of its pictures are drawn, in pictures and parts of one."""


@dataclass(frozen=True)
class Prompt:
    """One prompt, read and ready to be drawn in both arms."""

    text: str
    seeds: tuple[int, ...]
    drawings: dict[Arm, Drawing]

    @property
    def dropped(self) -> tuple[str, ...]:
        """The words of it that the encoder has no place for."""
        read = self.drawings[Arm.EXPLORATORY].conditioning.texts
        return next((text.dropped for text in read if text.of == "prompt"), ())


@dataclass
class Sampler:
    """Draws prompts; ``batch_size`` falls when memory runs out, and ``notes`` then say so."""

    params: CompareSamplingParams
    checkpoint: Checkpoint
    pipeline: Any
    context: Context
    batch_size: int = 1
    notes: list[str] = field(default_factory=list)

    def prompt(self, index: int) -> Prompt:
        """Read the prompt of that index once for both arms."""
        text = self.params.prompts[index]
        asked = {
            arm: planned(self._asked(text, arm), self.checkpoint, self.context.weights)
            for arm in Arm
        }
        encoded = encode(self.pipeline, self.checkpoint.family, asked[Arm.EXPLORATORY])
        threads = self.context.weights.settings.threads
        return Prompt(
            text=text,
            seeds=seeds_of(self.context.seed, index, self.params.count),
            drawings={
                arm: Drawing(self.checkpoint, self.pipeline, conditioning, encoded, threads)
                for arm, conditioning in asked.items()
            },
        )

    def draw(self, prompt: Prompt, arm: Arm, watch: Watch) -> Iterator[Pixels]:
        """One picture a seed, in the seeds' order."""
        if arm is Arm.EXPLORATORY:
            yield from self._in_batches(prompt, watch)
            return
        for index, seed in enumerate(prompt.seeds):
            with deterministic_algorithms():
                drawn = draw(prompt.drawings[arm], [seed], _told(watch, arm, index, 1))
            yield drawn.pictures[0]

    def settings(self, prompt: Prompt) -> dict[Arm, ArmSettings]:
        """How each arm samples."""
        return {
            arm: _settings(drawing.conditioning, self.batch_size if arm is Arm.EXPLORATORY else 1)
            for arm, drawing in prompt.drawings.items()
        }

    def _in_batches(self, prompt: Prompt, watch: Watch) -> Iterator[Pixels]:
        done = 0
        while done < len(prompt.seeds):
            chunk = prompt.seeds[done : done + self.batch_size]
            pictures = self._batch(prompt.drawings[Arm.EXPLORATORY], chunk, done, watch)
            if pictures is None:
                # Out here the error is gone, and with it the frames that held the tensors.
                self._halve(len(chunk))
                continue
            yield from pictures
            done += len(chunk)

    def _batch(
        self, drawing: Drawing, seeds: tuple[int, ...], before: int, watch: Watch
    ) -> tuple[Pixels, ...] | None:
        try:
            told = _told(watch, Arm.EXPLORATORY, before, len(seeds))
            return draw(drawing, seeds, told).pictures
        except Exception as error:
            if not memory_shortage.is_one(error):
                raise
            return None

    def _halve(self, size: int) -> None:
        memory_shortage.release()
        if size == 1:
            raise StageError(
                "Memory ran out with one picture at a time: take a smaller width and height, or "
                "give the machine more memory."
            )
        self.batch_size = size // 2
        self.notes.append(f"memory ran out at {size}: went on with {self.batch_size}")

    def _asked(self, text: str, arm: Arm) -> SamplingParams:
        return sampling_params(self.params, text, scheduler_of(self.params, self.checkpoint, arm))


def sampler(params: CompareSamplingParams, context: Context) -> Sampler:
    """Load the checkpoint once for both arms; raises StageError where it cannot be had."""
    checkpoint, pipeline = loading.pipeline(context.weights)
    batch_size = min(params.batch_size, params.count)
    return Sampler(params, checkpoint, pipeline, context, batch_size)


def sampling_params(
    params: CompareSamplingParams, text: str, scheduler: str | None
) -> SamplingParams:
    """What the generator is asked with for one prompt."""
    return SamplingParams(
        prompt=text,
        negative_prompt=params.negative_prompt,
        width=params.width,
        height=params.height,
        steps=params.steps,
        guidance_scale=params.guidance_scale,
        scheduler=scheduler,
    )


def scheduler_of(params: CompareSamplingParams, checkpoint: Checkpoint, arm: Arm) -> str:
    """The sampler of an arm: the one asked for, else what the studio itself takes.

    Raises StageError for a checkpoint that no stochastic sampler fits: there is nothing to
    compare then.
    """
    own = defaults.defaults_of(checkpoint)
    if arm is Arm.DETERMINISTIC:
        return params.deterministic_scheduler or own.canonical_scheduler
    if params.exploratory_scheduler:
        return params.exploratory_scheduler
    fitting = (own.explore_scheduler, *schedulers.fitting(checkpoint.scheduler_config))
    for name in fitting:
        if schedulers.choice(name).stochastic:
            return name
    raise StageError("No stochastic sampler fits this checkpoint: there is nothing to compare.")


def spelled_out(params: CompareSamplingParams, checkpoint: Checkpoint) -> CompareSamplingParams:
    """The same params with every empty field filled in; raises StageError where one cannot be."""
    both = {arm: scheduler_of(params, checkpoint, arm) for arm in Arm}
    asked = sampling_params(params, params.prompts[0], both[Arm.EXPLORATORY])
    whole = defaults.spelled_out(asked, checkpoint, canonical=False)
    return params.model_copy(
        update={
            "width": whole.width,
            "height": whole.height,
            "steps": whole.steps,
            "guidance_scale": whole.guidance_scale,
            "exploratory_scheduler": both[Arm.EXPLORATORY],
            "deterministic_scheduler": both[Arm.DETERMINISTIC],
        }
    )


def seeds_of(seed: int, prompt: int, count: int) -> tuple[int, ...]:
    """The seeds of one prompt, the same in both arms and others than any other prompt's."""
    own = int.from_bytes(hashlib.sha256(f"{seed}:prompt:{prompt}".encode()).digest()[:4])
    return seeds_for(ExploreParams(count=count), own)


def _told(watch: Watch, arm: Arm, before: int, count: int) -> AfterStep:
    """Tell how many pictures of an arm are drawn while ``count`` more are being drawn."""

    def after_step(share: float, latents: Any) -> None:
        watch(arm, before + share * count)

    return after_step


def _settings(conditioning: Conditioning, batch_size: int) -> ArmSettings:
    found = conditioning.sampler
    return ArmSettings(
        scheduler=found.name,
        scheduler_class=found.class_name,
        config_sha256=found.config_sha256,
        batch_size=batch_size,
    )
