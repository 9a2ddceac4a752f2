"""A finished search for letters on a candidate, as the workers would leave it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from editor.models import Candidate
from editor.queries.letters import FIND_LETTERS, LABELS, search_of
from jobs import artifacts
from jobs.frames import JSON, encode_regions
from jobs.models import Job
from jobs.stage_registry import known_stages
from jobs.stages.contract import Region
from tests import factories

FOUND = Region(
    id=0,
    source="ocr",
    polygon=((10, 10), (40, 10), (40, 22), (10, 22)),
    text="SALE",
    detection_confidence=0.9,
    recognition_confidence=0.95,
    stroke_width=3.0,
    contrast=90.0,
    texture=4.0,
    dilation=2.0,
    reason="2 px: stroke 3.0 px",
)


def searched(of: Candidate, *, status: str = "done", regions: tuple[Region, ...] = (FOUND,)) -> Job:
    """The job of a search for letters that stands at ``status``."""
    job = factories.job(of.project, by=of.project.created_by, source=of.picture, status=status)
    job.recipe_name = FIND_LETTERS
    job.recipe_text = search_of(of.project).text
    job.save()
    stage = known_stages()["adjust_dilation"]
    step = job.steps.create(
        index=1, stage=stage.name, stage_version=stage.version, queue="text", params={},
        status="waiting",
    )  # fmt: skip
    if status == "done":
        kept = artifacts.put(encode_regions(regions), JSON)
        step.outputs.create(role="regions", artifact=kept)
        step.outputs.create(role=LABELS, artifact=factories.artifact(labels()))
    return job


def labels(width: int = 64, height: int = 48) -> bytes:
    """A label map with a bar of letters of region 0, as PNG."""
    plane = np.zeros((height, width), np.uint8)
    plane[14:18, 14:36] = 1
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "PNG")
    return buffer.getvalue()
