"""The form that asks for an exploration: what is typed, and what may be chosen from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from django import forms

from editor.actions.errors import ActionError
from editor.actions.sampling import fitting_schedulers
from editor.models import Exploration
from jobs.stages.contract import StageError
from jobs.stages.generator.defaults import Defaults, defaults
from jobs.stages.generator.params import LARGEST_SEED, MAX_COUNT
from jobs.stages.generator.schedulers import SCHEDULERS, SchedulerChoice, choice
from jobs.weights import process_weights

OTHER = "other"
COUNT = 8
SHAPES = (("landscape", 4, 3), ("portrait", 3, 4))
FOLDED = ("scheduler", "steps", "guidance_scale", "batch_size", "seeds")


@dataclass(frozen=True)
class SizePreset:
    """A size to choose; ``own`` is the one that the checkpoint draws best."""

    width: int
    height: int
    word: str
    own: bool = False

    @property
    def value(self) -> str:
        """As the form sends it."""
        return f"{self.width}x{self.height}"


@dataclass(frozen=True)
class SchedulerGroup:
    """Samplers of one kind, for a choice with headings."""

    title: str
    choices: tuple[SchedulerChoice, ...]


class ExploreForm(forms.Form):
    """What to explore; an empty field takes what suits the checkpoint."""

    prompt = forms.CharField(
        required=False, strip=False, error_messages={"required": "Say what the picture shows."}
    )
    negative_prompt = forms.CharField(required=False, strip=False)
    count = forms.IntegerField(
        min_value=1,
        max_value=MAX_COUNT,
        error_messages={
            "required": f"Say how many: 1 to {MAX_COUNT}.",
            "min_value": f"At least 1 and at most {MAX_COUNT} are made in one exploration.",
            "max_value": f"At least 1 and at most {MAX_COUNT} are made in one exploration.",
        },
    )
    size = forms.CharField(required=False)
    width = forms.IntegerField(required=False)
    height = forms.IntegerField(required=False)
    scheduler = forms.CharField(required=False)
    steps = forms.IntegerField(required=False)
    guidance_scale = forms.FloatField(required=False)
    batch_size = forms.IntegerField(required=False)
    seeds = forms.CharField(required=False)

    def clean_prompt(self) -> str:
        """Lines as files have them: a browser sends each with a carriage return."""
        return _lines(self.cleaned_data["prompt"])

    def clean_negative_prompt(self) -> str:
        """Nothing but spaces is nothing."""
        words = _lines(self.cleaned_data["negative_prompt"])
        return words if words.strip() else ""

    def clean_seeds(self) -> tuple[int, ...]:
        """Numbers with spaces, commas or lines between."""
        words = re.split(r"[\s,;]+", self.cleaned_data["seeds"].strip())
        found = tuple(int(word) for word in words if word.isascii() and word.isdecimal())
        if words != [""] and len(found) != len(words):
            raise forms.ValidationError("Seeds are whole numbers with spaces between.")
        if any(seed > LARGEST_SEED for seed in found):
            raise forms.ValidationError(f"A seed is a number from 0 to {LARGEST_SEED}.")
        return found

    def clean(self) -> dict[str, Any]:
        """A chosen size stands for its width and height."""
        cleaned: dict[str, Any] = super().clean() or {}
        size = cleaned.get("size") or ""
        preset = re.fullmatch(r"(\d{1,5})x(\d{1,5})", size)
        if preset:
            cleaned["width"], cleaned["height"] = int(preset[1]), int(preset[2])
        elif size not in ("", OTHER):
            self.add_error("size", "Choose one of the sizes, or give width and height.")
        elif not self.errors and bool(cleaned["width"]) != bool(cleaned["height"]):
            missing = "height" if cleaned["width"] else "width"
            self.add_error(missing, f"Give the {missing} too, or neither.")
        return cleaned

    def wish(self) -> dict[str, Any]:
        """What the action takes, of a valid form."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "size"}
        asked["batch_size"] = asked["batch_size"] or None
        seeds = asked.pop("seeds")
        # One number seeds the whole exploration, unless it is the only sample's own.
        return asked | ({"seed": seeds[0]} if len(seeds) == 1 else {"seeds": seeds})

    @property
    def settings_open(self) -> bool:
        """Whether something behind the fold was filled in, or is wrong."""
        return any(self[name].errors or self[name].value() for name in FOLDED)

    @property
    def unknown_scheduler(self) -> str:
        """What was asked for and is none of the samplers, so that it stays as it was sent."""
        named = str(self["scheduler"].value() or "")
        return "" if named in SCHEDULERS else named


def own_defaults() -> Defaults | None:
    """What suits the configured checkpoint; None when it cannot be read, which the panel tells."""
    try:
        return defaults(process_weights())
    except StageError:
        return None


def first_values(found: Defaults | None, again: Exploration | None) -> dict[str, Any]:
    """What an empty form begins with: an earlier exploration's settings, with a seed drawn anew."""
    own = f"{found.width}x{found.height}" if found else OTHER
    if again is None:
        return {"count": COUNT, "size": own}
    params = again.params
    size = f"{params['width']}x{params['height']}"
    offered = {preset.value for preset in presets(found)}
    names = ("prompt", "negative_prompt", "count", "scheduler", "steps", "guidance_scale")
    return {
        **{name: params[name] for name in names},
        "batch_size": params["batch_size"],
        "size": size if size in offered else OTHER,
        "width": params["width"],
        "height": params["height"],
    }


def presets(found: Defaults | None) -> tuple[SizePreset, ...]:
    """The checkpoint's own size, and as many pixels lying down and standing up."""
    if found is None:
        return ()
    own = SizePreset(found.width, found.height, "its own", own=True)
    area, side = found.width * found.height, min(found.width, found.height)
    # Coarse steps keep the sides even through every halving inside the network.
    step = max(found.size_unit, side // 8 // found.size_unit * found.size_unit)
    shaped = tuple(
        SizePreset(
            max(step, round(math.sqrt(area * across / down) / step) * step),
            max(step, round(math.sqrt(area * down / across) / step) * step),
            word,
        )
        for word, across, down in SHAPES
    )
    return (own, *shaped)


def scheduler_groups() -> tuple[SchedulerGroup, ...]:
    """The samplers that the checkpoint can use, those that add noise first: they search wider."""
    both = (
        SchedulerGroup("Exploratory: add noise as they go", offered(stochastic=True)),
        SchedulerGroup("Deterministic: the seed decides alone", offered(stochastic=False)),
    )
    return tuple(group for group in both if group.choices)


def offered(*, stochastic: bool) -> tuple[SchedulerChoice, ...]:
    """The samplers of one kind that the checkpoint can use; all where it cannot be asked."""
    try:
        fitting = fitting_schedulers()
    except ActionError:
        fitting = None
    return tuple(
        entry
        for entry in SCHEDULERS.values()
        if entry.stochastic is stochastic and (fitting is None or entry.name in fitting)
    )


def title_of(scheduler: str) -> str:
    """A sampler's name for people."""
    return choice(scheduler).title


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
