"""What a stage's answers must hold to, whoever calls it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import numpy as np

from jobs.frames import EVIDENCE, same_picture
from jobs.stages.contract import Frame, Result, Role, Stage

DELIVERY_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
LONGEST_NAME = 50


class ContractError(Exception):
    """A stage gave what its contract does not allow; a defect of the stage."""


def check_result(stage: Stage[Any], result: Result) -> None:
    """Raise ``ContractError`` unless shapes, types and details are what a step may give."""
    frame = result.frame
    shape = frame.picture.pixels.shape
    planes = {"mask": frame.mask, "alpha": frame.picture.alpha, **result.pictures}
    if len(shape) != 3 or shape[2] != 3 or frame.picture.pixels.dtype != np.uint8:
        raise ContractError(f"{stage.name} gave a picture of shape {shape}: not RGB uint8.")
    for name, plane in planes.items():
        if plane is not None and (plane.dtype != np.uint8 or plane.ndim != 2):
            raise ContractError(f"{stage.name} gave a plane '{name}' that is not uint8, h x w.")
    for name in ("mask", "alpha"):
        plane = planes[name]
        if plane is not None and plane.shape != shape[:2]:
            raise ContractError(f"{stage.name} gave {name} and picture of different sizes.")
    if not isinstance(result.details, stage.details):
        raise ContractError(f"{stage.name} gave details of type {type(result.details).__name__}.")


def check_source(stage: Stage[Any], before: Frame, after: Frame) -> None:
    """Raise ``ContractError`` unless the source changed as the stage declares."""
    if Role.SOURCE in stage.gives:
        if not same_picture(after.source, after.picture):
            raise ContractError(f"{stage.name} gives a source that is not its picture.")
    elif not same_picture(after.source, before.source):
        raise ContractError(f"{stage.name} gave another source without saying that it would.")


def check_name(name: str, taken: Collection[str]) -> None:
    """Raise ``ContractError`` unless a delivery's name is one, and new within its step."""
    if len(name) > LONGEST_NAME or not DELIVERY_NAME.fullmatch(name):
        raise ContractError(
            f"A delivery is named '{name[:80]}': expected words like sample.000, of at most "
            f"{LONGEST_NAME} characters."
        )
    if name in {role.value for role in Role} or name.startswith(EVIDENCE):
        raise ContractError(f"A delivery is named '{name}', which is a step's own output.")
    if name in taken:
        raise ContractError(f"'{name}' was delivered twice by one step.")
