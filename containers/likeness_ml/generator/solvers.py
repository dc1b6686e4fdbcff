"""The solvers that sampling offers, on a base's own noise schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    PNDMScheduler,
    SchedulerMixin,
    StableDiffusion3Pipeline,
)

from likeness_ml.errors import InputError
from likeness_ml.generator.base import Base, Pipeline, read_json

# By name, the steps that each needs for a clean picture; 50 are the paper's.
SOLVERS = {"dpm-solver++": 25, "ddim": 50, "pndm": 50}


def solver_for(pipeline: Pipeline, name: str) -> SchedulerMixin:
    """A new solver, none of which adds noise on its way: an image follows from its first noise.

    Raises InputError `OptionInvalid` for one that can't follow the base's schedule.
    """
    config, flow = pipeline.scheduler.config, isinstance(pipeline, StableDiffusion3Pipeline)
    check_fits(name, config, flow=flow)
    if flow:
        return DPMSolverMultistepScheduler.from_config(
            config, prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=config.shift
        )
    if name == "dpm-solver++":
        return DPMSolverMultistepScheduler.from_config(config, algorithm_type="dpmsolver++")
    if name == "ddim":
        return DDIMScheduler.from_config(config, clip_sample=False)
    return PNDMScheduler.from_config(config, skip_prk_steps=True)


def check_solver(base: Base, name: str) -> None:
    """Raises InputError `OptionInvalid` as `solver_for` would; reads the schedule's configuration alone."""
    config = read_json(base.folder, "scheduler/scheduler_config.json")
    check_fits(name, config, flow=base.prediction == "flow")


def check_fits(name: str, config: Mapping[str, Any], *, flow: bool) -> None:
    if flow and name != "dpm-solver++":
        raise unfit(name, "its path is a straight flow")
    if name == "pndm" and config.get("rescale_betas_zero_snr"):
        raise unfit(name, "its schedule ends in pure noise")


def unfit(name: str, why: str) -> InputError:
    return InputError("OptionInvalid", f"solver {name} doesn't fit this generator ({why}): choose dpm-solver++.")
