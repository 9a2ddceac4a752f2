"""The samplers that may be asked for, and how each is made from a checkpoint's own scheduler."""

from __future__ import annotations

import difflib
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jobs.stages.canonical_json import json_sha256
from jobs.stages.contract import StageError
from jobs.stages.diffusion_libraries import from_diffusers

Family = Literal["noise", "flow"]
"""``noise``: the network was trained to tell noise or velocity on a diffusion's path (epsilon,
v_prediction, sample). ``flow``: on the straight path of flow matching."""

FLOW_CLASSES = "FlowMatch"


@dataclass(frozen=True)
class SchedulerChoice:
    """A sampler: its diffusers class, and what of the checkpoint's configuration it replaces.

    ``stochastic`` ones add fresh noise at each step, so that the last picture depends on more
    than the initial noise. ``predictions`` are the kinds of network it can sample.
    """

    name: str
    title: str
    class_name: str
    stochastic: bool = False
    family: Family = "noise"
    predictions: tuple[str, ...] = ("epsilon", "v_prediction")
    overrides: Mapping[str, Any] = field(default_factory=dict)


_PLAIN_SIGMAS = {
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
}
_DPMPP = {**_PLAIN_SIGMAS, "algorithm_type": "dpmsolver++", "solver_order": 2}
_ALL = ("epsilon", "v_prediction", "sample")

SCHEDULERS: dict[str, SchedulerChoice] = {
    entry.name: entry
    for entry in (
        SchedulerChoice("ddim", "DDIM", "DDIMScheduler", predictions=_ALL),
        SchedulerChoice("ddpm", "DDPM", "DDPMScheduler", stochastic=True, predictions=_ALL),
        SchedulerChoice("euler", "Euler", "EulerDiscreteScheduler", overrides=_PLAIN_SIGMAS),
        SchedulerChoice(
            "euler_ancestral", "Euler ancestral", "EulerAncestralDiscreteScheduler", stochastic=True
        ),
        SchedulerChoice("heun", "Heun", "HeunDiscreteScheduler", overrides=_PLAIN_SIGMAS),
        SchedulerChoice(
            "dpmpp_2m",
            "DPM++ 2M",
            "DPMSolverMultistepScheduler",
            predictions=_ALL,
            overrides=_DPMPP,
        ),
        SchedulerChoice(
            "dpmpp_2m_karras",
            "DPM++ 2M Karras",
            "DPMSolverMultistepScheduler",
            predictions=_ALL,
            overrides={**_DPMPP, "use_karras_sigmas": True},
        ),
        SchedulerChoice(
            "dpmpp_2m_sde",
            "DPM++ 2M SDE",
            "DPMSolverMultistepScheduler",
            stochastic=True,
            predictions=_ALL,
            overrides={**_DPMPP, "algorithm_type": "sde-dpmsolver++"},
        ),
        SchedulerChoice(
            "unipc",
            "UniPC",
            "UniPCMultistepScheduler",
            predictions=_ALL,
            overrides={**_PLAIN_SIGMAS, "solver_order": 2},
        ),
        SchedulerChoice("pndm", "PNDM", "PNDMScheduler", overrides={"skip_prk_steps": True}),
        SchedulerChoice("lcm", "LCM", "LCMScheduler", stochastic=True, predictions=_ALL),
        SchedulerChoice(
            "flow_euler",
            "Flow Euler",
            "FlowMatchEulerDiscreteScheduler",
            family="flow",
            overrides={**_PLAIN_SIGMAS, "stochastic_sampling": False},
        ),
        SchedulerChoice(
            "flow_euler_stochastic",
            "Flow Euler, stochastic",
            "FlowMatchEulerDiscreteScheduler",
            stochastic=True,
            family="flow",
            overrides={**_PLAIN_SIGMAS, "stochastic_sampling": True},
        ),
        SchedulerChoice(
            "flow_unipc",
            "Flow UniPC",
            "UniPCMultistepScheduler",
            family="flow",
            overrides={
                **_PLAIN_SIGMAS,
                "use_flow_sigmas": True,
                "prediction_type": "flow_prediction",
                "solver_order": 2,
            },
        ),
    )
}


def choice(name: str) -> SchedulerChoice:
    """The sampler of that name; raises ``ValueError`` with the closest names."""
    found = SCHEDULERS.get(name)
    if found is None:
        near = difflib.get_close_matches(name, SCHEDULERS, n=3, cutoff=0.4)
        known = f"did you mean {' or '.join(near)}" if near else f"known: {', '.join(SCHEDULERS)}"
        raise ValueError(f"there is no scheduler '{name}' ({known})")
    return found


def family_of(config: Mapping[str, Any]) -> Family:
    """Whether a checkpoint's scheduler configuration belongs to flow matching."""
    flows = (
        str(config.get("_class_name", "")).startswith(FLOW_CLASSES)
        or config.get("prediction_type") == "flow_prediction"
        or bool(config.get("use_flow_sigmas"))
    )
    return "flow" if flows else "noise"


def mismatch(name: str, config: Mapping[str, Any]) -> str | None:
    """Why this sampler cannot sample a checkpoint with this scheduler configuration, or None."""
    wanted, family = choice(name), family_of(config)
    prediction = str(config.get("prediction_type", "epsilon"))
    fits = wanted.family == family and (family == "flow" or prediction in wanted.predictions)
    if fits:
        return None
    kind = "flow matching" if family == "flow" else prediction
    return (
        f"scheduler is '{name}', which cannot sample this checkpoint ({kind}); "
        f"take one of {', '.join(fitting(config))}."
    )


def fitting(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the samplers that a checkpoint with this configuration can use."""
    family, prediction = family_of(config), str(config.get("prediction_type", "epsilon"))
    return tuple(
        entry.name
        for entry in SCHEDULERS.values()
        if entry.family == family and (family == "flow" or prediction in entry.predictions)
    )


def make(config: Mapping[str, Any], name: str) -> Any:
    """The diffusers scheduler of that name, set up as the checkpoint's own scheduler was.

    ``config`` is the checkpoint's ``scheduler_config.json``, or a loaded scheduler's ``config``.
    Raises StageError where the two do not fit.
    """
    refused = mismatch(name, config)
    if refused:
        raise StageError(refused)
    wanted = choice(name)
    kind = from_diffusers(wanted.class_name)
    known = inspect.signature(kind.__init__).parameters
    # What this class does not know is left out: a switch that it lacks is off in any case.
    settings = {**_carried(config, wanted), **wanted.overrides}
    return kind(**{name: value for name, value in settings.items() if name in known})


def _carried(config: Mapping[str, Any], wanted: SchedulerChoice) -> dict[str, Any]:
    """The checkpoint's own settings; flow matching's shift under the solvers' name for it too."""
    carried = dict(config)
    if wanted.family == "flow":
        shift = carried.get("shift", carried.get("flow_shift", 1.0))
        carried |= {"shift": shift, "flow_shift": shift}
    return carried


def effective_config(scheduler: Any) -> dict[str, Any]:
    """Everything that a scheduler was set up with, its class among it, as plain JSON values."""
    known = {name: value for name, value in dict(scheduler.config).items() if name[0] != "_"}
    whole = {"class": type(scheduler).__name__, **known}
    plain: dict[str, Any] = json.loads(json.dumps(whole, default=_listed))
    return plain


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def config_sha256(scheduler: Any) -> str:
    """SHA-256 of the effective configuration as canonical JSON.

    Infinities may stand in it: some solvers clip at minus infinity, which is not at all.
    """
    return json_sha256(effective_config(scheduler), allow_nan=True)
