"""The solvers that sampling offers, on a base's own noise schedule."""

from __future__ import annotations

from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    PNDMScheduler,
    SchedulerMixin,
    StableDiffusion3Pipeline,
)

from likeness_ml.errors import InputError
from likeness_ml.generator.base import Pipeline

# By name, the steps that each needs for a clean picture; 50 are the paper's.
SOLVERS = {"dpm-solver++": 25, "ddim": 50, "pndm": 50}


def solver_for(pipeline: Pipeline, name: str) -> SchedulerMixin:
    """A new solver, none of which adds noise on its way: an image follows from its first noise.

    Raises InputError `OptionInvalid` for one that can't follow the base's schedule.
    """
    config = pipeline.scheduler.config
    if isinstance(pipeline, StableDiffusion3Pipeline):
        if name != "dpm-solver++":
            raise unfit(name, "its path is a straight flow")
        return DPMSolverMultistepScheduler.from_config(
            config, prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=config.shift
        )
    if name == "dpm-solver++":
        return DPMSolverMultistepScheduler.from_config(config, algorithm_type="dpmsolver++")
    if name == "ddim":
        return DDIMScheduler.from_config(config, clip_sample=False)
    if config.get("rescale_betas_zero_snr"):
        raise unfit(name, "its schedule ends in pure noise")
    return PNDMScheduler.from_config(config, skip_prk_steps=True)


def unfit(name: str, why: str) -> InputError:
    return InputError("OptionInvalid", f"solver {name} doesn't fit this generator ({why}): choose dpm-solver++.")
