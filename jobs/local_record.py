"""What a run outside the queue leaves behind: its record, its mask, its gate's report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel

from jobs.artifacts import digest_of
from jobs.records import JobRecord, RecipeReference, StepRecord
from jobs.stage_registry import known_stages
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Frame, Plane, Role
from jobs.stages.gate.report import GateReport


@dataclass(frozen=True)
class LocalRun:
    """A finished run: what it was given (digests by role), what it gave, each step's record."""

    label: str
    asked_by: str
    recipe: RecipeReference
    recipe_text: str
    seed: int
    deterministic: bool
    inputs: Mapping[str, str]
    frame: Frame
    steps: tuple[StepRecord, ...]

    @property
    def gate_report(self) -> GateReport | None:
        """The last gate's report, when there was a gate."""
        stages = known_stages()
        for step in reversed(self.steps):
            if stages[step.stage].details is GateReport:
                return GateReport.model_validate(step.details)
        return None

    @property
    def replaced(self) -> Plane:
        """255 where pixels were replaced, at soft edges too; 0 everywhere when a mask was only
        looked for."""
        stages = known_stages()
        filled = any(
            Role.MASK in stages[step.stage].needs and Role.PICTURE in stages[step.stage].gives
            for step in self.steps
        )
        if self.frame.mask is not None and filled:
            return np.where(self.frame.mask > 0, 255, 0).astype(np.uint8)
        return np.zeros(self.frame.picture.pixels.shape[:2], np.uint8)

    @property
    def record(self) -> JobRecord:
        """The record of the whole run, in the same schema as a job's."""
        report = self.gate_report
        return JobRecord(
            job=None,
            label=self.label,
            asked_by=self.asked_by,
            recipe=self.recipe,
            recipe_text=self.recipe_text,
            seed=self.seed,
            deterministic=self.deterministic,
            status="done",
            verdict="" if report is None else report.verdict,
            source=self.inputs["source"],
            source_mask=self.inputs.get("mask"),
            result=digest_of(encode_picture(self.frame.picture)),
            result_mask=digest_of(encode_plane(self.replaced)),
            started_at=self.steps[0].timing.started_at,
            finished_at=self.steps[-1].timing.finished_at,
            steps=self.steps,
        )


def indented(value: BaseModel) -> str:
    """JSON for people to read, with a line break at its end."""
    return value.model_dump_json(indent=2) + "\n"
